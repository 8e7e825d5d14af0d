package dev.smoothie.cli;

import dev.smoothie.engine.data.View;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is embedded, and by what. */
final class EmbedderOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--view", paramLabel = "VIEW", defaultValue = "full", description = {
            "What of an output is embedded:", "full: all of it (default)",
            "first-line: special tokens removed, the first line", "regex:PATTERN: the first group of the last match",
            "json:POINTER: in the first JSON object, as in json:/answer", "input+output: the input and the output"})
    private String view;

    @Option(names = "--embedder", paramLabel = "NAME[:ARG]", defaultValue = "onnx", description = "What embeds: an embedder"
            + " of a plugin. onnx is bge-small-en-v1.5, onnx:DIR another sentence-transformers export. Default: onnx.")
    private String embedder;

    @Option(names = "--plugin-dir", paramLabel = "DIR", description = "Load plugins from here too: DIR/*.jar is one plugin,"
            + " DIR/NAME/*.jar are several. Can be given several times.")
    private List<Path> pluginDirs = List.of();

    String embedder() {
        return embedder;
    }

    View view() {
        try {
            return View.parse(view);
        } catch (SmoothieException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The directory of the bundled plugins, where the launcher says that there is one, and those that were named. */
    static List<Path> roots(List<Path> named) {
        var roots = new ArrayList<Path>();
        String home = System.getProperty("smoothie.home");
        if (home != null) {
            roots.add(Path.of(home, "plugins"));
        }
        roots.addAll(named);
        return roots;
    }

    List<Path> roots() {
        return roots(pluginDirs);
    }
}

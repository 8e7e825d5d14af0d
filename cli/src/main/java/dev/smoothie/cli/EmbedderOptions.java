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

    @Option(order = OptionSections.TEXTS, names = "--view", paramLabel = "VIEW", description = {
            "The part of an output that counts:",
            "full: all of it (default)", "first-line: special tokens removed, the first line",
            "regex:PATTERN: the first group of the last match",
            "json:POINTER: from its first JSON object, POINTER as in /answer",
            "input+output: the input and the output"})
    private String view = "full";

    @Option(order = OptionSections.TEXTS
            + 1, names = "--embedder", paramLabel = "NAME[:ARG]", description = "onnx: bge-small-en-v1.5, bundled"
                    + " (default); onnx:DIR: another sentence-transformers export; or a plugin's, see 'smoothie doctor'.")
    private String embedder = "onnx";

    @Option(order = OptionSections.TEXTS
            + 2, names = "--plugin-dir", paramLabel = "DIR", description = "Load plugins from here too: DIR/*.jar is one"
                    + " plugin, DIR/NAME/*.jar are several. Can be given several times.")
    private List<Path> pluginDirs = List.of();

    /** NAME of the embedder, or NAME:ARG. */
    String embedder() {
        return embedder;
    }

    View view() {
        try {
            return View.parse(view);
        } catch (SmoothieException e) {
            throw new ParameterException(spec.commandLine(), "--view: " + e.getMessage(), e);
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

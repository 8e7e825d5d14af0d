package dev.smoothie.cli;

import dev.smoothie.engine.data.View;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
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
            + 1, names = "--embedder", paramLabel = "NAME[:OPTIONS]", description = "onnx: bge-small-en-v1.5, bundled"
                    + " (default); onnx:DIR: another sentence-transformers export; or a plugin's, see 'smoothie plugins'.")
    private String embedder = "onnx";

    @Mixin
    private PluginDirs directories;

    /** NAME of the embedder, or NAME:OPTIONS. */
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

    List<Path> roots() {
        return directories.roots();
    }
}

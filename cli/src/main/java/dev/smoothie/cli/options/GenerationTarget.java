package dev.smoothie.cli.options;

import dev.smoothie.core.files.OutputFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where outputs of models are written: a file, beside which their journal can be kept. */
public final class GenerationTarget {

    private GenerationTarget() {}

    /** Checks that outputs of models go to a file. */
    public static void requireFile(CommandSpec spec, String target) {
        if (isNoFile(target)) {
            throw new ParameterException(spec.commandLine(),
                    "generations cannot go to %s, because their journal is kept beside them; name a file".formatted(
                            OutputFile.isStandardOutput(target) ? "standard output" : target + ", a pipe or a device"));
        }
    }

    /** Whether it is standard output, a pipe or a device. That a folder cannot be written to is said elsewhere. */
    static boolean isNoFile(String target) {
        try {
            return OutputFile.isStandardOutput(target)
                    || (OutputFile.isSpecial(Path.of(target)) && !Files.isDirectory(Path.of(target)));
        } catch (InvalidPathException _) {
            // Reported when it is opened.
            return false;
        }
    }
}

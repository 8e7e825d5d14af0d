package dev.smoothie.cli;

import dev.smoothie.core.failure.Exhaustion;
import dev.smoothie.core.files.TemporaryFiles;
import dev.smoothie.pipeline.plugins.PluginExit;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.ExitCode;

/**
 * Speaks when the program ends in another way than by its last line: because a plugin has called {@code System.exit},
 * which must not look like success, or because a thread that nobody waits for has failed.
 */
final class LastWord {
    /** Where messages go even if a plugin has redirected {@code System.err}. */
    private static final FileOutputStream ERROR = new FileOutputStream(FileDescriptor.err);
    private static volatile boolean finished;

    private LastWord() {}

    /** From now on nothing ends the program in silence. */
    static void prepare() {
        // What a plugin prints on standard output must not be among the results, which go there by another way.
        System.setOut(System.err);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("smoothie-last-word").unstarted(LastWord::say));
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> failed(thread, failure));
    }

    /** The program has done all that it had to do. */
    static void finished() {
        finished = true;
    }

    /** Whoever waits for this thread may wait for ever if memory ran out; so the program ends. */
    private static void failed(Thread thread, Throwable failure) {
        Optional<String> exhaustion = Exhaustion.of(failure);
        boolean main = thread.threadId() == 1;
        print(exhaustion.orElseGet(() -> main
                ? "this is a bug in smoothie: " + failure
                : "the thread %s of a library or plugin failed: %s".formatted(thread.getName(), failure)));
        if (main || exhaustion.isPresent()) {
            finished();
            System.exit(ExitCode.SOFTWARE);
        }
    }

    private static void say() {
        if (finished || PluginExit.isBySignal()) {
            return;
        }
        print(PluginExit.culprit().orElse("something, most likely a plugin, ended the program,")
                + " before Smoothie was done; what was not written before is lost. Do without that plugin, or tell whoever"
                + " made it");
        TemporaryFiles.deleteAll();
        // The exit code may be 0, and this is the only way to change it.
        Runtime.getRuntime().halt(ExitCode.SOFTWARE);
    }

    private static void print(String message) {
        try {
            ERROR.write("smoothie: %s%n".formatted(message).getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // There is nobody to tell.
        }
    }
}

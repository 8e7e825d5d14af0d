package dev.smoothie.pipeline.plugins;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out, while the program ends, whether it was a plugin that ended it by {@code System.exit}. Java has no way to
 * forbid that, but the thread that called it waits until all shutdown hooks have run, and its stack shows who it is.
 * {@code Runtime.halt}, and native code that ends the process, run no hooks, and cannot be noticed.
 */
public final class PluginExit {

    private PluginExit() {}

    /**
     * Says which plugin has ended the program, and where. To be called from a shutdown hook.
     *
     * @return empty if it was not a plugin
     */
    public static Optional<String> culprit() {
        Map<Thread, StackTraceElement[]> stacks = new HashMap<>(Thread.getAllStackTraces());
        PluginGuard.underWay().keySet().forEach(thread -> stacks.computeIfAbsent(thread, Thread::getStackTrace));
        return stacks.values().stream().flatMap(stack -> culprit(stack).stream()).findFirst();
    }

    /** Whether a signal ends the program, such as Ctrl-C. To be called from a shutdown hook. */
    public static boolean isBySignal() {
        return Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().startsWith("java.lang.Terminator"));
    }

    private static Optional<String> culprit(StackTraceElement[] stack) {
        boolean exits = Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                && frame.getMethodName().equals("exit"));
        return exits
                ? Arrays.stream(stack).filter(frame -> home(frame).isPresent()).findFirst()
                        .map(frame -> "the plugin in %s ended the program, by System.exit in %s,".formatted(
                                home(frame).orElseThrow(), TimedCall.place(frame)))
                : Optional.empty();
    }

    private static Optional<Path> home(StackTraceElement frame) {
        return PluginDirectory.homeOf(frame.getClassLoaderName());
    }
}

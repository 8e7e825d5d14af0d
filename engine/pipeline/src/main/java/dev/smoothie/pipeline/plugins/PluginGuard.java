package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Through which every call of a plugin's code goes. It sets the plugin's class loader as the thread's context class
 * loader, because libraries look there for services and resources; it limits the time of calls that should be short;
 * and whatever the plugin throws that is no {@link SmoothieException} with a message becomes one that names the plugin,
 * where it is, what it was asked, what it did, and what to do. Any number of threads may call.
 *
 * @param subject
 *            what fails, for example {@code embedder 'letters'}
 * @param loader
 *            the plugin's class loader
 * @param home
 *            the plugin's folder
 * @param remedy
 *            what to do if it fails, for example {@code choose another --embedder}
 */
record PluginGuard(String subject, ClassLoader loader, Path home, String remedy) {
    /** What is asked at the end. */
    static final String CLOSE = "close";
    /** Calls under way, for the case that one of them ends the program: virtual threads are in no other list. */
    private static final Map<Thread, PluginGuard> UNDER_WAY = new ConcurrentHashMap<>();

    PluginGuard {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(loader, "loader");
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(remedy, "remedy");
    }

    /** The threads that are in a plugin's code, and who guards them. */
    static Map<Thread, PluginGuard> underWay() {
        return Map.copyOf(UNDER_WAY);
    }

    /**
     * Calls.
     *
     * @param doing
     *            what the plugin is asked, for messages: {@code embed 32 texts}
     * @return what it answered, not null
     * @throws SmoothieException
     *             if it throws anything, or answers null
     */
    <A> A call(String doing, Supplier<A> code) {
        try {
            return Objects.requireNonNull(with(code), FailureReason.ANSWERED_NULL);
        } catch (Throwable e) { // of every kind: a plugin must not end the program
            throw failure(doing, e);
        }
    }

    /** The same for a call without an answer. */
    void run(String doing, Runnable code) {
        call(doing, () -> {
            code.run();
            return doing;
        });
    }

    /** Calls with the plugin's class loader and nothing else: what the code throws is thrown. */
    <A> A with(Supplier<A> code) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        PluginGuard outer = UNDER_WAY.put(thread, this);
        thread.setContextClassLoader(loader);
        try {
            return code.get();
        } finally {
            thread.setContextClassLoader(before);
            if (outer == null) {
                UNDER_WAY.remove(thread);
            } else {
                UNDER_WAY.put(thread, outer);
            }
        }
    }

    /** The same for a call that should be short; see {@link TimedCall}. */
    <A> A callWithin(TimeLimit limit, String doing, Supplier<A> code) {
        try {
            return Objects.requireNonNull(TimedCall.run(limit, loader, () -> with(code)), FailureReason.ANSWERED_NULL);
        } catch (Throwable e) { // of every kind, as above
            throw failure(doing, e);
        }
    }

    /** The same for a call without an answer. */
    void runWithin(TimeLimit limit, String doing, Runnable code) {
        callWithin(limit, doing, () -> {
            code.run();
            return doing;
        });
    }

    private SmoothieException failure(String doing, Throwable cause) {
        return cause instanceof SmoothieException known && known.getMessage() != null && !known.getMessage().isBlank()
                ? known
                : failed(doing, FailureReason.of(cause), cause);
    }

    /** What a plugin did that breaks its contract. */
    SmoothieException wrong(String doing, String what) {
        return failed(doing, what, null);
    }

    private SmoothieException failed(String doing, String reason, Throwable cause) {
        return new SmoothieException("%s failed when asked to %s, which is a fault of its plugin in %s: %s; %s"
                .formatted(subject, doing, home, reason, remedy), cause);
    }
}

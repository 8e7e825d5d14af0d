package dev.smoothie.pipeline.plugins;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls a plugin in a thread of its own, and gives it up if it takes too long: that thread is interrupted, and does not
 * keep the program from ending.
 */
final class TimedCall {

    private TimedCall() {}

    /** A plugin has not returned in time. The message is only the reason. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException(String message) {
            super(message);
        }
    }

    /**
     * Calls.
     *
     * @param loader
     *            the plugin's class loader, by which its own code is known
     * @throws Throwable
     *             what the code throws; {@link TooLongException} if it took longer than {@code limit}
     */
    static <A> A run(TimeLimit limit, ClassLoader loader, Supplier<A> code) throws Throwable {
        var task = new FutureTask<A>(code::get);
        Thread thread = Thread.ofPlatform().name("smoothie-plugin-call").daemon().start(task);
        try {
            return task.get(limit.seconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        } catch (TimeoutException _) {
            String place = place(thread, loader).map(frame -> ", and is in " + frame).orElse("");
            thread.interrupt();
            throw new TooLongException("it has not returned after %d s%s; if it needs longer, set %s to more seconds"
                    .formatted(limit.seconds(), place, TimeLimit.VARIABLE));
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    /** The innermost place in the plugin's own code where a thread is. */
    private static Optional<String> place(Thread thread, ClassLoader loader) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> Objects.equals(frame.getClassLoaderName(), loader.getName())).findFirst()
                .map(TimedCall::place);
    }

    /** A place in code, for a person to read. */
    static String place(StackTraceElement frame) {
        return "%s.%s (%s:%d)".formatted(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
                frame.getLineNumber());
    }
}

package dev.smoothie.gateway;

import dev.smoothie.gateway.policies.Dispatch;
import dev.smoothie.gateway.web.Routes;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The fitted state that requests are judged by. Another one takes its place without dropping a request: those under way
 * keep theirs until they end. Any number of threads may ask.
 */
final class States implements AutoCloseable {
    private final Supplier<Gateway.Fitted> source;
    private final Function<Gateway.Fitted, Dispatch> dispatch;
    private Shared current;

    /** A state, and how many use it. */
    private static final class Shared {
        private final Gateway.Fitted fitted;
        private final Dispatch dispatch;
        private int users = 1; // the server itself

        Shared(Gateway.Fitted fitted, Dispatch dispatch) {
            this.fitted = fitted;
            this.dispatch = dispatch;
        }
    }

    /**
     * @param source
     *            opens the state as it is now; asked at once
     * @param dispatch
     *            makes what sends requests by a state; throws if the state cannot be used
     */
    States(Supplier<Gateway.Fitted> source, Function<Gateway.Fitted, Dispatch> dispatch) {
        this.source = source;
        this.dispatch = dispatch;
        this.current = open();
    }

    private Shared open() {
        Gateway.Fitted fitted = source.get();
        try {
            return new Shared(fitted, dispatch.apply(fitted));
        } catch (RuntimeException | Error e) {
            close(fitted);
            throw e;
        }
    }

    private static void close(Gateway.Fitted fitted) {
        try {
            fitted.resource().close();
        } catch (Exception e) {
            throw new IllegalStateException("a fitted state could not be closed", e);
        }
    }

    /** Begins to use the current state; closing what is returned ends that. */
    synchronized Routes.Lease use() {
        Shared shared = current;
        shared.users++;
        return new Routes.Lease() {
            @Override
            public Dispatch dispatch() {
                return shared.dispatch;
            }

            @Override
            public void close() {
                release(shared);
            }
        };
    }

    private synchronized void release(Shared shared) {
        if (--shared.users == 0) {
            close(shared.fitted);
        }
    }

    /** Opens the state again. What is there stays if it cannot be opened: the exception says why. */
    void reload() {
        Shared next = open();
        Shared last;
        synchronized (this) {
            last = current;
            current = next;
        }
        release(last);
    }

    @Override
    public void close() {
        release(current);
    }
}

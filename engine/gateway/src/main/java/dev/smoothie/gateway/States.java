package dev.smoothie.gateway;

import dev.smoothie.gateway.policies.Adviser;
import java.util.function.Supplier;

/**
 * The fitted state that requests are judged by. Another one takes its place without dropping a request: those under way
 * keep theirs until they end. Any number of threads may ask.
 */
final class States implements AutoCloseable {
    private final Supplier<Opened> source;
    private Shared current;

    /**
     * A state that is open.
     *
     * @param resource
     *            what is closed when nobody uses it any more
     */
    record Opened(Adviser adviser, AutoCloseable resource) {}

    private static final class Shared {
        private final Opened opened;
        private int users = 1; // the server itself

        Shared(Opened opened) {
            this.opened = opened;
        }
    }

    /**
     * @param source
     *            opens the state as it is now; asked at once
     */
    States(Supplier<Opened> source) {
        this.source = source;
        this.current = new Shared(source.get());
    }

    /** A state for one request, which ends its use. */
    final class Use implements AutoCloseable {
        private final Shared shared;

        private Use(Shared shared) {
            this.shared = shared;
        }

        Adviser adviser() {
            return shared.opened.adviser();
        }

        @Override
        public void close() {
            release(shared);
        }
    }

    /** Begins to use the current state. */
    synchronized Use use() {
        current.users++;
        return new Use(current);
    }

    private synchronized void release(Shared shared) {
        if (--shared.users == 0) {
            try {
                shared.opened.resource().close();
            } catch (Exception e) {
                throw new IllegalStateException("a fitted state could not be closed", e);
            }
        }
    }

    /** Opens the state again. What is there stays if it cannot be opened: the exception says why. */
    void reload() {
        var next = new Shared(source.get());
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

package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.UnsupportedException;
import dev.smoothie.spi.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A plugin's neighbour search behind its guard. What its indexes answer is checked by whoever asks them. */
final class GuardedSearch implements NeighborSearch {
    private final NeighborSearch search;
    private final PluginGuard guard;
    private final String description;
    private final double recall;

    GuardedSearch(NeighborSearch search, PluginGuard guard) {
        this.search = search;
        this.guard = guard;
        this.description = GuardedText.required(guard, "describe itself", "description()", search::description);
        this.recall = guard.call("describe itself", search::recall);
        if (!(recall > 0 && recall <= 1)) {
            throw guard.wrong("describe itself",
                    "it promises a recall of %s, and that must be above 0 and at most 1".formatted(recall));
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public double recall() {
        return recall;
    }

    @Override
    public NeighborIndex build(Vectors base) {
        String doing = "build an index of [%d, %d]".formatted(base.rows(), base.dimension());
        return new Guarded(guard.call(doing, () -> search.build(base)));
    }

    @Override
    public NeighborIndex read(InputStream in, Vectors base) throws IOException {
        try {
            return new Guarded(guard.call("read an index", () -> {
                try {
                    return search.read(in, base);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (SmoothieException e) {
            throw rethrown(e);
        }
    }

    /** The failure of a stream as it was: the stream is not the plugin's. */
    private static SmoothieException rethrown(SmoothieException e) throws IOException {
        if (!(e instanceof UnsupportedException) && e.getCause() instanceof UncheckedIOException failed) {
            throw failed.getCause();
        }
        return e;
    }

    @Override
    public void close() {
        guard.runWithin(TimeLimit.ofLoading(), PluginGuard.CLOSE, search::close);
    }

    /** An index behind the same guard. */
    private final class Guarded implements NeighborIndex {
        private final NeighborIndex index;
        private final int concurrency;

        Guarded(NeighborIndex index) {
            this.index = index;
            this.concurrency = guard.call("describe its index", index::concurrency);
            if (concurrency < 1) {
                throw guard.wrong("describe its index",
                        "it says that %d threads may search it, and that must be at least 1".formatted(concurrency));
            }
        }

        @Override
        public int concurrency() {
            return concurrency;
        }

        @Override
        public void nearest(Vectors queries, int k, int[] neighbors) {
            guard.run("search for %d queries".formatted(queries.rows()), () -> index.nearest(queries, k, neighbors));
        }

        @Override
        public void write(OutputStream out) throws IOException {
            var noted = new NotedFailures(out);
            try {
                guard.run("write its index", () -> {
                    try {
                        index.write(noted);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (SmoothieException e) {
                noted.rethrow();
                throw rethrown(e);
            }
        }

        @Override
        public void close() {
            guard.runWithin(TimeLimit.ofLoading(), "close its index", index::close);
        }
    }

    /** Remembers what the program's own stream failed with, which is no fault of the plugin that writes into it. */
    private static final class NotedFailures extends OutputStream {
        private final OutputStream out;
        private RuntimeException failure;

        NotedFailures(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        void rethrow() {
            if (failure != null) {
                throw failure;
            }
        }
    }
}

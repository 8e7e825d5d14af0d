package dev.smoothie.core.neighbors;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds crowds: many rows that lie so near each other that the screen cannot tell their distances apart, such as
 * embeddings of one text that differ in their last bits. {@link ExactSearch} could certify none of them, and to widen
 * each it would measure all pairs of the crowd in double. Centred on one of them, the rows of a crowd are short, so that
 * the same screen orders them; they are searched by themselves. One for each search among itself; for one thread, which
 * uses the workers.
 */
final class Crowds {
    /** Fewer open queries are widened sooner than a crowd is found for them. */
    static final int FEWEST = 256;
    /** After this many searches in turn that found no crowd, the rest is widened. */
    private static final int MOST_FAILURES = 16;
    /** The radius of a crowd, in distances to what the query at its centre knows of its neighbours: squared, four. */
    private static final double SQUARED_RADIUS = 16;
    /**
     * How many times shorter, squared, the rows of a crowd must be when they are centred on it. So there is an end to
     * crowds within crowds.
     */
    private static final float LEAST_GAIN = 16;

    private final CentredRows rows;
    private final Backend backend;
    private final Workers workers;
    private final int blockRows;
    private int next;
    private int failures;

    Crowds(CentredRows rows, Backend backend, Workers workers, int blockRows) {
        this.rows = rows;
        this.backend = backend;
        this.workers = workers;
        this.blockRows = blockRows;
    }

    /**
     * A crowd.
     *
     * @param centre
     *            the row in its middle
     * @param members
     *            all rows within some distance of it, ascending
     * @param inside
     *            indices of members whose neighbours are all members
     */
    record Crowd(int centre, int[] members, int[] inside) {

        /** Whether searching it finishes enough queries. */
        private boolean worthIt() {
            return inside.length >= FEWEST / 4 && inside.length >= members.length / 4;
        }
    }

    /**
     * Finds the next crowd around an open query; empty if there is none that is worth searching.
     *
     * @param bounds
     *            of each query, a squared distance within which all its neighbours lie; NaN where they are known
     */
    Optional<Crowd> next(double[] bounds) {
        for (; next < bounds.length && failures < MOST_FAILURES; next++) {
            // A bound of NaN makes a limit of NaN.
            if (limit(next, bounds) <= rows.term(next) / LEAST_GAIN) {
                Crowd crowd = around(next, bounds);
                if (crowd.worthIt()) {
                    failures = 0;
                    return Optional.of(crowd);
                }
                failures++;
            }
        }
        return Optional.empty();
    }

    private float limit(int query, double[] bounds) {
        float term = rows.term(query);
        return (float) (SQUARED_RADIUS * Math.max(rows.slack(term, term), bounds[query] * rows.squaredScale()));
    }

    /**
     * No key exceeds its squared distance, so all rows nearer than the radius have keys below its square. If a member
     * lies at x from the centre and its neighbours within y of itself, they are nearer than the radius if x + y is less.
     */
    private Crowd around(int query, double[] bounds) {
        float limit = limit(query, bounds);
        int[] members = below(query, limit);
        double radius = Math.sqrt(limit / rows.squaredScale()) * (1 - 1e-6);
        int[] inside = IntStream.range(0, members.length)
                .filter(i -> Math.sqrt(rows.squaredDistance(members[i], rows, query))
                        + Math.sqrt(bounds[members[i]]) < radius) // NaN: no longer open
                .toArray();
        return new Crowd(query, members, inside);
    }

    /** The rows whose key with the query is below the limit, ascending. */
    private int[] below(int query, float limit) {
        int[][] found = new int[Math.ceilDiv(rows.size(), blockRows)][];
        long blocksOfTask = Math.ceilDiv(found.length, 4L * workers.threads());
        workers.forBlocks(found.length, blocksOfTask, (from, to) -> {
            try (Arena arena = Arena.ofConfined()) {
                var sweep = new BaseSweep(arena, rows, rows, blockRows);
                var block = QueryBlock.of(arena, rows, new int[]{query}, backend, blockRows);
                for (int part = (int) from; part < to; part++) {
                    sweep.loadBase(part * blockRows);
                    found[part] = sweep.below(block, limit);
                }
            }
        });
        return Arrays.stream(found).flatMapToInt(Arrays::stream).toArray();
    }
}

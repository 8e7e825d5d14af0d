package dev.smoothie.core.neighbors;

import dev.smoothie.core.parallel.Workers;
import java.util.Arrays;

/**
 * Makes neighbours among all rows from neighbours among distinct ones: the last step of an {@link ExactSearch} in which
 * some rows are equal ({@link DistinctRows}).
 *
 * <p>
 * The k nearest groups of a query, in the order of distance and then of their lowest rows, hold its k nearest rows, in
 * the order of distance and then of rows. For if a group is not among them, each of these k groups is nearer, or as near
 * with a lower lowest row; so k lowest rows come before each row of that group. The rows of a group have the same
 * distance to a query, to the last bit, for it is computed from the same bits; equal queries have the same distances for
 * the same reason. So the groups only need to be written out one after the other, those of equal distance merged by row,
 * up to k rows. In a search among itself a query is left out of its own neighbours and comes first instead; its group
 * and the k − 1 nearest others hold the rest.
 */
final class GroupedNeighbors {
    private final CentredRows queries;
    private final CentredRows base;
    private final Neighbors found;
    private final Neighbors result;

    /**
     * Will copy from {@code found} to {@code result}.
     *
     * @param queries
     *            the same object as {@code base} in a search among itself
     * @param found
     *            {@code [groups of queries, min(k, groups of the base)]}: groups of the base
     * @param result
     *            {@code [q, k]}: receives rows of the base
     */
    GroupedNeighbors(CentredRows queries, CentredRows base, Neighbors found, Neighbors result) {
        this.queries = queries;
        this.base = base;
        this.found = found;
        this.result = result;
    }

    void write(Workers workers) {
        workers.forBlocks(found.rows(), 64, (from, to) -> {
            var nearest = new Merge();
            for (int group = (int) from; group < to; group++) {
                nearest.merge(group);
                int row = queries.distinct().row(group);
                write(row, nearest.rows);
                while (queries.distinct().hasNext(row)) {
                    row = queries.distinct().next(row);
                    write(row, nearest.rows);
                }
            }
        });
    }

    private void write(int query, int[] nearest) {
        int rank = 0;
        if (queries == base) {
            result.set(query, rank++, query);
        }
        for (int i = 0; rank < result.k(); i++) {
            if (queries != base || nearest[i] != query) {
                result.set(query, rank++, nearest[i]);
            }
        }
    }

    /** The k nearest rows of one group of queries; belongs to one thread. */
    private final class Merge {
        private final int[] rows = new int[result.k()];
        private int[] tied = {};
        private int count;

        void merge(int query) {
            count = 0;
            for (int rank = 0; count < rows.length;) {
                int end = endOfTies(query, rank);
                if (end == rank + 1) {
                    count = addGroup(found.get(query, rank), rows, count, rows.length);
                } else {
                    addTied(query, rank, end);
                }
                rank = end;
            }
        }

        /**
         * The rank after the last group that is as near as the one at {@code rank}. If that has one row, the row comes
         * before those of all groups that are as near, and nothing needs to be measured.
         */
        private int endOfTies(int query, int rank) {
            int end = rank + 1;
            if (base.distinct().hasNext(base.distinct().row(found.get(query, rank)))) {
                double distance = distance(query, rank);
                while (end < found.k() && distance(query, end) == distance) {
                    end++;
                }
            }
            return end;
        }

        private double distance(int query, int rank) {
            return queries.squaredDistance(query, base, found.get(query, rank));
        }

        /** Adds the lowest rows of a group until {@code most} are there; returns how many are. */
        private int addGroup(int group, int[] target, int from, int most) {
            int to = from;
            int row = base.distinct().row(group);
            target[to++] = row;
            while (to < most && base.distinct().hasNext(row)) {
                row = base.distinct().next(row);
                target[to++] = row;
            }
            return to;
        }

        private void addTied(int query, int rank, int end) {
            int wanted = rows.length - count;
            int all = 0;
            for (int i = rank; i < end; i++) {
                int most = Math.min(all + wanted, base.distinct().rowCount());
                if (tied.length < most) {
                    tied = Arrays.copyOf(tied, Math.max(most, 2 * tied.length));
                }
                all = addGroup(found.get(query, i), tied, all, most);
            }
            Arrays.sort(tied, 0, all);
            int added = Math.min(wanted, all);
            System.arraycopy(tied, 0, rows, count, added);
            count += added;
        }
    }
}

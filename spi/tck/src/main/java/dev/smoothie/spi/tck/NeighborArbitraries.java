package dev.smoothie.spi.tck;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * jqwik arbitraries for property tests of neighbour searches: rows in topics, with copies, zero rows, and rows that are
 * all equal far more often than by chance. Queries are new rows of the same topics, and rows of the base.
 */
public final class NeighborArbitraries {

    private NeighborArbitraries() {}

    /** Sets with 1..maxRows rows of 1..maxDimension numbers, and 2..20 queries. */
    public static Arbitrary<NeighborSet> sets(int maxRows, int maxDimension) {
        Arbitrary<NeighborSet> clustered = Combinators.combine(Arbitraries.integers().between(1, maxRows),
                Arbitraries.integers().between(1, 10), Arbitraries.integers().between(1, maxDimension),
                Arbitraries.integers().between(1, 20), Arbitraries.longs()).as(NeighborSet::clustered);
        return Combinators.combine(clustered, Arbitraries.of(0.0, 0.0, 0.3, 1.0), Arbitraries.longs())
                .as((set, share, seed) -> set.withEqualRows(share, seed).withQueriesOfTheBase());
    }
}

package dev.smoothie.core.neighbors;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.tck.NeighborArbitraries;
import dev.smoothie.spi.tck.NeighborSet;
import java.lang.foreign.Arena;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Tests that the search is exact among rows of any kind, also where many are equal. */
class ExactSearchProperties {

    @Provide
    Arbitrary<NeighborSet> sets() {
        return NeighborArbitraries.sets(200, 40);
    }

    @Provide
    Arbitrary<Backend> backends() {
        return Arbitraries.of(TestBackends.all().toList());
    }

    @Property(tries = 60)
    void neighborsAreThoseOfAllPairsNearestFirst(@ForAll("sets") NeighborSet set, @ForAll("backends") Backend backend,
            @ForAll @IntRange(min = 1, max = 25) int k) {
        float[][] base = set.base();
        try (Arena arena = Arena.ofShared()) {
            Neighbors found = ExactSearch.of(arena, Embeddings.copyOf(arena, set.queries()),
                    Embeddings.copyOf(arena, base), k, backend, new Workers(2));
            for (int query = 0; query < set.queries().length; query++) {
                double[] distances = distances(base, set.queries()[query]);
                int[] row = found.row(query);
                assertEquals(row.length, IntStream.of(row).distinct().count());
                double[] nearest = DoubleStream.of(distances).sorted().limit(k).toArray();
                assertEquals(nearest.length, row.length);
                for (int rank = 0; rank < row.length; rank++) {
                    // The order of summation is that of Distance.
                    assertEquals(nearest[rank], distances[row[rank]], 1e-13 * nearest[rank]);
                }
            }
        }
    }

    private static double[] distances(float[][] base, float[] query) {
        return IntStream.range(0, base.length).mapToDouble(row -> {
            double sum = 0;
            for (int column = 0; column < query.length; column++) {
                double difference = (double) base[row][column] - query[column];
                sum += difference * difference;
            }
            return sum;
        }).toArray();
    }
}

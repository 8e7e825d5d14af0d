package dev.smoothie.core.neighbors;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Tests searches among multisets of rows whose distances are small whole numbers: equal rows, groups of equal rows that
 * are equally far, and zeros of both signs, which differ in their bits and are no distance apart.
 */
class EqualRowsProperties {
    private static final float[] NUMBERS = {0, -0f, 1, 2, 3};

    /** {@code [rows][d]} of few numbers, the more often equal the fewer kinds of rows there are. */
    @Provide
    Arbitrary<float[][]> multisets() {
        return Combinators.combine(Arbitraries.integers().between(1, 150), Arbitraries.integers().between(1, 9),
                Arbitraries.of(1, 2, 5, 40, 1000), Arbitraries.randoms()).as(EqualRowsProperties::multiset);
    }

    private static float[][] multiset(int rows, int d, int kinds, Random random) {
        float[][] kind = new float[kinds][d];
        for (float[] row : kind) {
            for (int column = 0; column < d; column++) {
                row[column] = NUMBERS[random.nextInt(NUMBERS.length)];
            }
        }
        return IntStream.range(0, rows).mapToObj(_ -> kind[random.nextInt(kinds)]).toArray(float[][]::new);
    }

    @Provide
    Arbitrary<Backend> backends() {
        return Arbitraries.of(TestBackends.all().toList());
    }

    @Property(tries = 300)
    void neighborsAmongItselfAreThoseOfAllPairs(@ForAll("multisets") float[][] x, @ForAll("backends") Backend backend,
            @ForAll @IntRange(min = 1, max = 170) int k, @ForAll @IntRange(min = 1, max = 3) int threads) {
        try (Arena arena = Arena.ofShared()) {
            Embeddings rows = Embeddings.copyOf(arena, x);
            Neighbors found = ExactSearch.among(arena, rows, k, backend, new Workers(threads));
            for (int query = 0; query < x.length; query++) {
                assertArrayEquals(nearest(rows, query, rows, k, query), found.row(query), "query " + query);
            }
        }
    }

    @Property(tries = 300)
    void neighborsOfOtherQueriesAreThoseOfAllPairs(@ForAll("multisets") float[][] x, @ForAll("multisets") float[][] y,
            @ForAll("backends") Backend backend, @ForAll @IntRange(min = 1, max = 170) int k,
            @ForAll @IntRange(min = 1, max = 3) int threads) {
        int d = Math.min(x[0].length, y[0].length);
        try (Arena arena = Arena.ofShared()) {
            Embeddings queries = Embeddings.copyOf(arena, cut(x, d));
            Embeddings base = Embeddings.copyOf(arena, cut(y, d));
            Neighbors found = ExactSearch.of(arena, queries, base, k, backend, new Workers(threads));
            for (int query = 0; query < x.length; query++) {
                assertArrayEquals(nearest(queries, query, base, k, -1), found.row(query), "query " + query);
            }
        }
    }

    private static float[][] cut(float[][] rows, int d) {
        return IntStream.range(0, rows.length).mapToObj(row -> Arrays.copyOf(rows[row], d))
                .toArray(float[][]::new);
    }

    /** All base rows by distance and then index, the query itself first. */
    private static int[] nearest(Embeddings queries, int query, Embeddings base, int k, int itself) {
        int n = (int) base.rows();
        double[] distance = IntStream.range(0, n)
                .mapToDouble(row -> row == itself ? -1 : Distance.squared(queries, query, base, row)).toArray();
        return IntStream.range(0, n).boxed().sorted((a, b) -> Double.compare(distance[a], distance[b])).limit(k)
                .mapToInt(Integer::intValue).toArray();
    }

    @Property(tries = 200)
    void groupsHoldTheRowsThatAreEqualInAscendingOrder(@ForAll("multisets") float[][] x,
            @ForAll @IntRange(min = 1, max = 3) int threads) {
        try (Arena arena = Arena.ofShared()) {
            // In the order of their first rows.
            var expected = new LinkedHashMap<String, List<Integer>>();
            for (int row = 0; row < x.length; row++) {
                expected.computeIfAbsent(bits(x[row]), _ -> new ArrayList<>()).add(row);
            }
            DistinctRows distinct = DistinctRows.of(Embeddings.copyOf(arena, x), new Workers(threads));
            assertEquals(List.copyOf(expected.values()),
                    IntStream.range(0, distinct.size()).mapToObj(group -> members(distinct, group)).toList());
            assertEquals(expected.size() == x.length, distinct.areAll());
        }
    }

    private static List<Integer> members(DistinctRows distinct, int group) {
        var members = new ArrayList<Integer>();
        int row = distinct.row(group);
        members.add(row);
        while (distinct.hasNext(row)) {
            row = distinct.next(row);
            members.add(row);
        }
        return members;
    }

    private static String bits(float[] row) {
        var bits = new StringBuilder();
        for (float number : row) {
            bits.append(Float.floatToRawIntBits(number)).append(' ');
        }
        return bits.toString();
    }
}

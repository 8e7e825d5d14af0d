package dev.smoothie.spark;

import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spark.cells.CellPlan;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LocalTest {
    private static final int N = 500;
    private static final int K = 7;
    private static final EmbeddedSamples SAMPLES = EmbeddedSamples.drawn(N, 4, 6, 0.1, 3);

    private static double[] errors(Row row) {
        Row errors = row.getStruct(3);
        return IntStream.range(0, errors.size()).mapToDouble(i -> errors.isNullAt(i) ? Double.NaN : errors.getDouble(i))
                .toArray();
    }

    private static Map<Integer, Row> local(int cells, int probes, int queries, int partitions, double[] recall)
            throws Exception {
        Map<Integer, Row> found = new HashMap<>();
        var plan = new CellPlan(K, cells, probes, 200, queries);
        try (Routed routed = SmoothieSpark.local(SAMPLES.frame(LocalSpark.SESSION, partitions, partitions), plan)) {
            for (Row row : routed.routes().collectAsList()) {
                found.put(Integer.parseInt(row.getString(0).substring(1)), row);
            }
            recall[0] = routed.recall().orElseThrow();
        }
        assertEquals(N, found.size());
        return found;
    }

    @Test
    void allCellsTogetherFindWhatTheEngineFinds() throws Exception {
        double[] recall = new double[1];
        Map<Integer, Row> found = local(6, 1000, N, 3, recall);
        assertEquals(1, recall[0]);
        try (Arena arena = Arena.ofShared()) {
            Routing expected = Smoothie.create().route(arena,
                    Samples.of(Embeddings.copyOf(arena, SAMPLES.inputs()), SAMPLES.generations(arena)),
                    new Method.Local(K));
            for (int sample = 0; sample < N; sample++) {
                assertArrayEquals(expected.errors(sample), errors(found.get(sample)), 1e-12);
                int route = expected.routes()[sample];
                assertEquals(route < 0 ? null : SAMPLES.names().get(route), found.get(sample).getString(1));
            }
        }
    }

    @Test
    void partitionsAndOrderChangeNothing() throws Exception {
        double[] one = new double[1];
        double[] other = new double[1];
        Map<Integer, Row> first = local(9, 3, 50, 1, one);
        Map<Integer, Row> second = local(9, 3, 50, 5, other);
        assertEquals(one[0], other[0]);
        for (int sample = 0; sample < N; sample++) {
            assertEquals(first.get(sample).getString(1), second.get(sample).getString(1));
            assertArrayEquals(errors(first.get(sample)), errors(second.get(sample)), 1e-12);
        }
    }

    @Test
    void recallIsTheShareOfTrueNeighbours() throws Exception {
        double[] recall = new double[1];
        Map<Integer, Row> found = local(12, 1, N, 2, recall);
        assertTrue(recall[0] > 1.0 / K && recall[0] < 1, "found " + recall[0]);

        // A sample whose errors are not those of its true neighbours has missed at least one of them.
        Set<Integer> missed = new HashSet<>();
        try (Arena arena = Arena.ofShared()) {
            Routing exact = Smoothie.create().route(arena,
                    Samples.of(Embeddings.copyOf(arena, SAMPLES.inputs()), SAMPLES.generations(arena)),
                    new Method.Local(K));
            for (int sample = 0; sample < N; sample++) {
                double[] expected = exact.errors(sample);
                double[] errors = errors(found.get(sample));
                if (IntStream.range(0, expected.length).anyMatch(i -> Math.abs(expected[i] - errors[i]) > 1e-9)) {
                    missed.add(sample);
                }
            }
        }
        assertTrue(1 - recall[0] >= (double) missed.size() / N / K, "%d missed, recall %s".formatted(missed.size(),
                recall[0]));
        assertTrue(1 - recall[0] <= (double) missed.size() * (K - 1) / N / K);
    }

    @Test
    void theErrorsAreMeansOverNeighboursOfTheCell() throws Exception {
        // One cell is all samples: an independent search by plain loops.
        double[] recall = new double[1];
        Map<Integer, Row> found = local(1, 1, 10, 2, recall);
        try (Arena arena = Arena.ofShared()) {
            Routing rows = Smoothie.create().route(arena, Samples.of(SAMPLES.generations(arena)), new Method.Local(1));
            for (int sample = 0; sample < N; sample += 37) {
                int query = sample;
                List<Integer> nearest = new ArrayList<>(IntStream.range(0, N).boxed().toList());
                nearest.sort(Comparator.comparingDouble(other -> squared(query, other)));
                double[] sum = new double[4];
                int[] count = new int[4];
                for (int neighbour : nearest.subList(0, K)) {
                    double[] y = rows.errors(neighbour);
                    for (int i = 0; i < 4; i++) {
                        if (!Double.isNaN(y[i])) {
                            sum[i] += y[i];
                            count[i]++;
                        }
                    }
                }
                Arrays.setAll(sum, i -> sum[i] / count[i]);
                assertArrayEquals(sum, errors(found.get(sample)), 1e-9);
            }
        }
    }

    private static double squared(int a, int b) {
        double sum = 0;
        for (int column = 0; column < SAMPLES.inputs()[a].length; column++) {
            double difference = (double) SAMPLES.inputs()[a][column] - SAMPLES.inputs()[b][column];
            sum += difference * difference;
        }
        return sum;
    }
}

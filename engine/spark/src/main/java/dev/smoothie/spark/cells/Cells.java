package dev.smoothie.spark.cells;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cells of similar inputs: an input belongs to the cell whose centre is the nearest. Centres are found by k-means on a
 * sample; a cell with more than twice its share of the sample is divided.
 *
 * @param centres
 *            {@code [cells][d]}; not copied
 * @param near
 *            of each cell the cells whose inputs it searches: itself, and then those with the nearest centres
 */
record Cells(float[][] centres, int[][] near) implements Serializable {
    /** Rounds of Lloyd's algorithm; later ones move centres little, and only speed depends on them. */
    private static final int ROUNDS = 8;
    private static final int DIVISIONS = 3;

    /** Finds cells from a sample, of which the first are the first centres. */
    static Cells of(List<SampledInput> sample, int cells, int probes) {
        float[][] vectors = sample.stream().map(SampledInput::vector).toArray(float[][]::new);
        Backend backend = Backends.choose("auto").backend();
        try (Arena arena = Arena.ofShared()) {
            Embeddings inputs = Embeddings.copyOf(arena, vectors);
            float[][] centres = moved(inputs, vectors, Arrays.copyOf(vectors, Math.min(cells, vectors.length)),
                    backend);
            for (int division = 0; division < DIVISIONS; division++) {
                float[][] more = divided(inputs, vectors, centres, 2.0 * vectors.length / cells, backend);
                if (more.length == centres.length) {
                    break;
                }
                centres = moved(inputs, vectors, more, backend);
            }
            return new Cells(centres, near(centres, probes, backend));
        }
    }

    /** Lloyd's rounds; a centre without inputs is dropped. */
    private static float[][] moved(Embeddings inputs, float[][] vectors, float[][] first, Backend backend) {
        float[][] centres = first;
        for (int round = 0; round < ROUNDS; round++) {
            int[] home = homes(inputs, centres, backend, Workers.all());
            double[][] sums = new double[centres.length][inputs.dimension()];
            int[] counts = new int[centres.length];
            for (int i = 0; i < home.length; i++) {
                counts[home[i]]++;
                for (int column = 0; column < inputs.dimension(); column++) {
                    sums[home[i]][column] += vectors[i][column];
                }
            }
            List<float[]> means = new ArrayList<>();
            for (int cell = 0; cell < counts.length; cell++) {
                if (counts[cell] > 0) {
                    float[] mean = new float[inputs.dimension()];
                    for (int column = 0; column < mean.length; column++) {
                        mean[column] = (float) (sums[cell][column] / counts[cell]);
                    }
                    means.add(mean);
                }
            }
            centres = means.toArray(float[][]::new);
        }
        return centres;
    }

    /** In the place of each centre with too many inputs, some of these. */
    private static float[][] divided(Embeddings inputs, float[][] vectors, float[][] centres, double most,
            Backend backend) {
        int[] home = homes(inputs, centres, backend, Workers.all());
        List<float[]> divided = new ArrayList<>();
        for (int cell = 0; cell < centres.length; cell++) {
            int of = cell;
            int[] members = IntStream.range(0, home.length).filter(i -> home[i] == of).toArray();
            if (members.length <= most) {
                divided.add(centres[cell]);
            } else {
                int parts = (int) Math.ceil(2 * members.length / most);
                for (int part = 0; part < parts; part++) {
                    divided.add(vectors[members[part]]);
                }
            }
        }
        return divided.toArray(float[][]::new);
    }

    private static int[][] near(float[][] centres, int probes, Backend backend) {
        try (Arena arena = Arena.ofShared()) {
            Neighbors found = ExactSearch.among(arena, Embeddings.copyOf(arena, centres), probes, backend,
                    Workers.all());
            return IntStream.range(0, centres.length).mapToObj(found::row).toArray(int[][]::new);
        }
    }

    /** The cell of each input. */
    int[] homes(Embeddings inputs, Backend backend) {
        return homes(inputs, centres, backend, new Workers(1));
    }

    private static int[] homes(Embeddings inputs, float[][] centres, Backend backend, Workers workers) {
        try (Arena arena = Arena.ofShared()) {
            Neighbors found = ExactSearch.of(arena, inputs, Embeddings.copyOf(arena, centres), 1, backend, workers);
            return IntStream.range(0, Math.toIntExact(inputs.rows())).map(i -> found.get(i, 0)).toArray();
        }
    }

    /** Of each cell, the cells that search its inputs, itself among them. */
    int[][] searchers() {
        List<List<Integer>> searchers = IntStream.range(0, near.length).<List<Integer>>mapToObj(_ -> new ArrayList<>())
                .toList();
        for (int cell = 0; cell < near.length; cell++) {
            for (int other : near[cell]) {
                searchers.get(other).add(cell);
            }
        }
        return searchers.stream().map(of -> of.stream().mapToInt(cell -> cell).toArray()).toArray(int[][]::new);
    }
}

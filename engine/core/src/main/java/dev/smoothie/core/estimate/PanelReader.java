package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.PlainDistance;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Reads the outputs of single samples as {@link Panel}s. Of several outputs of a generator for one sample the first
 * counts. Any number of threads may use one object.
 *
 * @param generations
 *            in main memory
 * @param bandwidth
 *            h of {@code K = exp(−D / h)}; 0 where only equal outputs are near
 */
public record PanelReader(Generations generations, double bandwidth) {

    public PanelReader {
        if (!(bandwidth >= 0)) {
            throw new IllegalArgumentException("a bandwidth must be at least 0, got " + bandwidth);
        }
    }

    /**
     * The bandwidth that {@link Vote} has for a set: the mean squared distance between two outputs of a sample.
     *
     * @return positive; 1 where no sample has two outputs that differ
     */
    public static double bandwidth(Generations generations, Workers workers) {
        try (Arena scratch = Arena.ofShared()) {
            double found = Nearness.of(scratch, generations, false, workers).bandwidth();
            return found > 0 ? found : 1;
        }
    }

    /** The outputs of one sample that say something. */
    public Panel read(int sample) {
        int m = generations.generators();
        int[] whose = new int[m];
        float[][] vectors = new float[m][];
        int count = 0;
        for (int generator = 0; generator < m; generator++) {
            int repeat = first(sample, generator);
            if (repeat >= 0) {
                vectors[count] = new float[generations.vectors().dimension()];
                generations.vectors().read(generations.row(sample, repeat, generator), vectors[count]);
                whose[count++] = generator;
            }
        }
        var distance = new PlainDistance();
        double[][] near = new double[count][count];
        for (int a = 0; a < count; a++) {
            near[a][a] = 1;
            for (int b = a + 1; b < count; b++) {
                near[a][b] = Nearness.near((float) distance.squared(vectors[a], vectors[b]), bandwidth);
                near[b][a] = near[a][b];
            }
        }
        return new Panel(Arrays.copyOf(whose, count), near);
    }

    /** The first repeat in which a generator says something; −1 if there is none. */
    private int first(int sample, int generator) {
        for (int repeat = 0; repeat < generations.repeats(); repeat++) {
            if (generations.presence().present(sample, repeat, generator)) {
                return repeat;
            }
        }
        return -1;
    }
}

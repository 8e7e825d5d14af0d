package dev.smoothie.engine.estimate;

import dev.smoothie.engine.TestBackends;
import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.Matrix;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.data.Presence;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.Arena;

/** The estimator spelled out loop by loop, and the engine's on the same arrays. */
final class Triplets {

    private Triplets() {}

    static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int column = 0; column < a.length; column++) {
            sum += ((double) a[column] - b[column]) * ((double) a[column] - b[column]);
        }
        return sum;
    }

    /** δ_i from one sample: ½(D_ij + D_ik − D_jk), averaged over all pairs j < k, neither of them i. */
    static double[] byLoop(float[][] outputs) {
        int m = outputs.length;
        double[] delta = new double[m];
        for (int i = 0; i < m; i++) {
            double sum = 0;
            int triplets = 0;
            for (int j = 0; j < m; j++) {
                for (int k = j + 1; k < m; k++) {
                    if (j != i && k != i) {
                        sum += 0.5 * (squaredDistance(outputs[i], outputs[j]) + squaredDistance(outputs[i], outputs[k])
                                - squaredDistance(outputs[j], outputs[k]));
                        triplets++;
                    }
                }
            }
            delta[i] = sum / triplets;
        }
        return delta;
    }

    static Generations generations(Arena arena, float[][][] outputs) {
        return generations(arena, outputs, Presence.COMPLETE);
    }

    static Generations generations(Arena arena, float[][][] outputs, Presence presence) {
        int m = outputs[0].length;
        float[][] rows = new float[outputs.length * m][];
        for (int sample = 0; sample < outputs.length; sample++) {
            System.arraycopy(outputs[sample], 0, rows, sample * m, m);
        }
        return new Generations(Embeddings.copyOf(arena, rows), outputs.length, 1, m, presence);
    }

    static double[][] rows(Backend backend, float[][][] outputs, Presence presence) {
        try (Arena arena = Arena.ofShared()) {
            Matrix y = RowEstimates.of(arena, generations(arena, outputs, presence), backend, new Workers(2));
            double[][] rows = new double[outputs.length][];
            for (int sample = 0; sample < rows.length; sample++) {
                rows[sample] = y.row(sample);
            }
            return rows;
        }
    }

    static double[] global(float[][][] outputs) {
        try (Arena arena = Arena.ofShared()) {
            Backend backend = TestBackends.all().findFirst().orElseThrow();
            Matrix y = RowEstimates.of(arena, generations(arena, outputs), backend, new Workers(2));
            return GlobalEstimate.of(y).error();
        }
    }
}

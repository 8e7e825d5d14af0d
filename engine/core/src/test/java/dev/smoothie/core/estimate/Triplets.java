package dev.smoothie.core.estimate;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.Arena;

/** The estimators of the core on plain arrays, for the contract suite and properties. */
final class Triplets {

    private Triplets() {}

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
            Matrix y = RowEstimates.of(arena, generations(arena, outputs, presence), backend, new Workers(2)).y();
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
            Matrix y = RowEstimates.of(arena, generations(arena, outputs), backend, new Workers(2)).y();
            return GlobalEstimate.of(y).error();
        }
    }
}

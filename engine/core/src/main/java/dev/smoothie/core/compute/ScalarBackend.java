package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.util.Arrays;

/**
 * The backend of plain Java loops, in which everything is accumulated in double. It works on every machine, and the
 * tests compare all other backends with it.
 */
public final class ScalarBackend implements Backend {

    ScalarBackend() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public String description() {
        return "plain Java loops, which add in double precision";
    }

    @Override
    public void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread) {
        Arrays.fill(spread, 0, count, 0);
        for (int column = 0; column < vectors.dimension(); column++) {
            double origin = vectors.get(rows[0], column);
            double centre = 0;
            for (int i = 1; i < count; i++) {
                centre += weights[i] * (vectors.get(rows[i], column) - origin);
            }
            for (int i = 0; i < count; i++) {
                double difference = vectors.get(rows[i], column) - origin - centre;
                spread[i] += difference * difference;
            }
        }
    }

    @Override
    public TileScreen screen(int maxRows, int d) {
        return new ScalarScreen();
    }

    private static final class ScalarScreen implements TileScreen {
        private Embeddings a;
        private float[] aTerms;

        @Override
        public void load(Embeddings rows, float[] terms) {
            a = rows;
            aTerms = terms;
        }

        @Override
        public void keys(Embeddings b, float[] bTerms, Tile keys) {
            for (int i = 0; i < a.rows(); i++) {
                for (int j = 0; j < b.rows(); j++) {
                    double product = 0;
                    for (int column = 0; column < a.dimension(); column++) {
                        product += (double) a.get(i, column) * b.get(j, column);
                    }
                    keys.set(i, j, (float) ((double) aTerms[i] + bTerms[j] - 2 * product));
                }
            }
        }

        /**
         * The sum in double is good to d·2⁻⁵³. The one rounding to float32 is counted with the key, not with the
         * product.
         */
        @Override
        public double errorBound() {
            return 0x1p-40;
        }
    }
}

package dev.smoothie.spi.tck;

/**
 * The reference that faster estimators are compared with: the estimator written out as loops, in double. Guha et al.,
 * <i>Smoothie: Label Free Language Model Routing</i>, NeurIPS 2024, averaged over all triplets.
 */
public final class TripletLoop {

    private TripletLoop() {}

    /** ‖a − b‖² of two vectors {@code [d]}. */
    public static double squaredDistance(float[] a, float[] b) {
        return NeighborSet.distance(a, b);
    }

    /**
     * δ_i from one sample: ½(D_ij + D_ik − D_jk), the mean over all pairs {@code j < k}, neither of them i.
     *
     * @param outputs
     *            embeddings of the outputs, {@code [m, d]}, m at least 3
     * @return errors, {@code [m]}; the unit is that of the squared distance D
     */
    public static double[] errors(float[][] outputs) {
        int m = outputs.length;
        double[] errors = new double[m];
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
            errors[i] = sum / triplets;
        }
        return errors;
    }
}

package dev.smoothie.core.estimate;

import java.util.Arrays;

/** Judges whole texts by their {@link Consensus}, with errors of the generators that are known. */
public final class PanelConsensus implements PanelJudge {
    private final double[] global;
    /** √θ; 0 for a generator without an estimate. */
    private final double[] weights;

    /**
     * A judge.
     *
     * @param errors
     *            δ of each generator, NaN where there is no estimate
     */
    public PanelConsensus(double[] errors) {
        global = errors.clone();
        weights = Arrays.stream(Quality.floored(errors)).map(error -> Double.isNaN(error) ? 0 : 1 / Math.sqrt(error))
                .toArray();
    }

    @Override
    public double[] global() {
        return global;
    }

    /** The error is {@code −ln c}, the support of an output the weighted mean of K to the other outputs. */
    @Override
    public Opinion judge(Panel panel) {
        double[] weight = weights(panel);
        double total = Arrays.stream(weight).sum();
        double[] errors = new double[panel.size()];
        double[] support = new double[panel.size()];
        for (int i = 0; i < errors.length; i++) {
            double agreement = agreement(panel, weight, i);
            errors[i] = -Math.log(Math.max(Double.MIN_NORMAL, agreement / total));
            double others = total - weight[i];
            support[i] = others > 0 ? (agreement - weight[i]) / others : 0;
        }
        return new Opinion(errors, support);
    }

    /** Those of the panel; equal ones where nothing is known of any. */
    private double[] weights(Panel panel) {
        double[] found = new double[panel.size()];
        Arrays.setAll(found, rank -> weights[panel.generators()[rank]]);
        if (Arrays.stream(found).sum() == 0) {
            Arrays.fill(found, 1);
        }
        return found;
    }

    private static double agreement(Panel panel, double[] weight, int output) {
        double agreement = 0;
        for (int j = 0; j < weight.length; j++) {
            agreement += weight[j] * panel.near()[output][j];
        }
        return agreement;
    }

    @Override
    public boolean settled(Panel panel, int best, int[] open) {
        if (Arrays.stream(panel.generators()).allMatch(generator -> weights[generator] == 0)) {
            return false; // whoever has a weight decides
        }
        double[] weight = weights(panel);
        double loss = 0;
        for (int generator : open) {
            loss += weights[generator];
        }
        double own = agreement(panel, weight, best);
        boolean settled = own > loss;
        for (int other = 0; settled && other < weight.length; other++) {
            settled = panel.near()[best][other] == 1 || own - agreement(panel, weight, other) > loss;
        }
        return settled;
    }
}

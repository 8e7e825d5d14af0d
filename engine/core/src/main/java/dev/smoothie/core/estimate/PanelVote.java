package dev.smoothie.core.estimate;

import java.util.Arrays;

/** Judges answers by a {@link Vote} with accuracies that are known. */
public final class PanelVote implements PanelJudge {
    private final double[] accuracies;
    private final double[] global;

    /**
     * A judge.
     *
     * @param errors
     *            1 − the accuracy of each generator, as {@link Vote#estimate} has them; NaN for one that never said
     *            anything
     */
    public PanelVote(double[] errors) {
        global = errors.clone();
        accuracies = Arrays.stream(errors).map(Vote::accuracy).toArray();
    }

    @Override
    public double[] global() {
        return global;
    }

    private Ballot count(Panel panel) {
        var ballot = new Ballot(panel.size());
        double[][] near = panel.near();
        ballot.count(panel.size(), (a, b) -> near[a][b], rank -> accuracies[panel.generators()[rank]]);
        return ballot;
    }

    /**
     * The support of an output is q times the probability that the right answer was given at all: two that agree may both
     * be wrong, and the fewer say so, the likelier that is. An output by itself is as probable as its generator is
     * accurate.
     */
    @Override
    public Opinion judge(Panel panel) {
        double[] errors = new double[panel.size()];
        double[] support = new double[panel.size()];
        Ballot ballot = count(panel);
        ballot.sortRight();
        for (int rank = 0; rank < errors.length; rank++) {
            errors[rank] = 1 - ballot.right(rank);
            support[rank] = ballot.right(rank) * ballot.seen();
        }
        return new Opinion(errors, support);
    }

    /**
     * With {@code l_j = log(a_j / (1 − a_j))} and {@code L = log(c − 1)} the lead of the best over another output is
     * {@code Σ_j (K_bj − K_ij)(l_j + L)}, linear in L. Each answer to come changes it by at most {@code |l_j + L|}. So
     * what is left of the lead at worst is concave in L, and smallest at an end of the range of L, which the answers to
     * come can move: {@code c − 1 = Σ 1/s} falls as far as it can where all of them are near to everything, and grows by
     * one with each that says something new.
     */
    @Override
    public boolean settled(Panel panel, int best, int[] open) {
        Ballot ballot = count(panel);
        int outputs = panel.size();
        double fewest = (double) open.length / (outputs + open.length);
        for (int i = 0; i < outputs; i++) {
            fewest += 1 / (ballot.size(i) + open.length);
        }
        return leads(panel, best, open, Math.log(fewest))
                && leads(panel, best, open, Math.log(ballot.answers() + open.length));
    }

    private boolean leads(Panel panel, int best, int[] open, double answers) {
        double loss = 0;
        for (int generator : open) {
            loss += Math.abs(logit(generator) + answers);
        }
        double own = votes(panel, best, answers);
        if (own <= loss) { // a new answer may pass it
            return false;
        }
        for (int other = 0; other < panel.size(); other++) {
            if (panel.near()[best][other] < 1 && own - votes(panel, other, answers) <= loss) {
                return false;
            }
        }
        return true;
    }

    private double votes(Panel panel, int output, double answers) {
        double votes = 0;
        for (int j = 0; j < panel.size(); j++) {
            votes += panel.near()[output][j] * (logit(panel.generators()[j]) + answers);
        }
        return votes;
    }

    private double logit(int generator) {
        return Math.log(accuracies[generator] / (1 - accuracies[generator]));
    }
}

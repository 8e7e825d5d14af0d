package dev.smoothie.core.estimate;

import dev.smoothie.core.estimate.AnswerFit.Relation;
import dev.smoothie.core.parallel.Workers;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Finds generators that are related, from which generators gave equal answers. If generators answer independently
 * ({@link AnswerModel}), two that are both wrong agree only where a wrong answer is popular, or by chance; relatives and
 * copies agree far more. For each pair the model of independent answers is fitted by maximum likelihood, and the same
 * with a probability ρ that the pair shares its mistakes, or its answers; the likelihood ratio is the test, one-sided,
 * with the p-value doubled for the two ways in which they may be related.
 *
 * <p>
 * A question that is hard for all makes more outputs wrong, not more of the wrong ones equal, and is part of the model.
 * With three generators there is no test: two that agree against the third may be right, or wrong together, and the five
 * ways in which three answers can agree have four frequencies, for six unknowns.
 *
 * @param pairs
 *            the pairs
 * @param rho
 *            ρ of each pair, 0 to 1
 * @param standardError
 *            of ρ, from how much less likely ρ = 0 is
 * @param p
 *            p-value of "not related"
 * @param gain
 *            of each pair: twice the logarithm of the likelihood ratio
 */
record SharedMistakes(Pairs pairs, double[] rho, double[] standardError, double[] p, double[] gain) {
    /** See above. */
    static final int FEWEST_GENERATORS = 4;
    /** With more the work is too much: it grows with the pairs. */
    static final int MOST_GENERATORS = 20;
    /** Relations below this are left to the misfit of a model that knows one popular answer. */
    private static final double LEAST = 0.1;
    /** Twenty times as likely, on the scale of {@code gain}. */
    private static final double CLEARER = 6;
    /** How many others a pair is seen against: enough to know the truth by. */
    private static final int OTHERS = 3;

    /** Tests all pairs. */
    static SharedMistakes of(AnswerCells cells, Workers workers) {
        var pairs = new Pairs(cells.generators());
        var found = new SharedMistakes(pairs, new double[pairs.count()], new double[pairs.count()],
                new double[pairs.count()], new double[pairs.count()]);
        int[][] ends = new int[pairs.count()][];
        pairs.forEach((pair, i, j) -> ends[pair] = new int[]{i, j});
        workers.forBlocks(pairs.count(), 1, (from, to) -> {
            for (long pair = from; pair < to; pair++) {
                found.test((int) pair, cells.only(columns(cells.generators(), ends[(int) pair])));
            }
        });
        return found;
    }

    /** The related pairs, all tested together by Holm at 5 %. */
    boolean[] related() {
        boolean[] related = Holm.rejected(p);
        for (int pair = 0; pair < p.length; pair++) {
            related[pair] &= rho[pair] >= LEAST;
        }
        if (pairs.generators() == FEWEST_GENERATORS) {
            for (int pair = 0; pair < p.length; pair++) { // the other two of four: the same splits of answers
                int others = p.length - 1 - pair;
                related[pair] &= !related[others] || gain[pair] > gain[others] - CLEARER;
            }
        }
        return related;
    }

    /** The pair, and others evenly among the rest. */
    private static int[] columns(int m, int[] pair) {
        int[] rest = IntStream.range(0, m).filter(i -> i != pair[0] && i != pair[1]).toArray();
        int others = Math.min(OTHERS, rest.length);
        return IntStream.concat(Arrays.stream(pair),
                IntStream.range(0, others).map(k -> rest[(2 * k + 1) * rest.length / (2 * others)])).toArray();
    }

    private void test(int pair, AnswerCells cells) {
        AnswerFit alone = AnswerFit.of(cells, Relation.NONE);
        AnswerFit mistakes = AnswerFit.of(cells, Relation.MISTAKES);
        AnswerFit answers = AnswerFit.of(cells, Relation.ANSWERS);
        AnswerFit related = mistakes.likelihood() >= answers.likelihood() ? mistakes : answers;
        gain[pair] = Math.max(0, 2 * (related.likelihood() - alone.likelihood()));
        rho[pair] = related.related();
        standardError[pair] = rho[pair] / Math.sqrt(gain[pair]);
        p[pair] = gain[pair] > 0 ? ChiSquaredDistribution.of(1).survivalProbability(gain[pair]) : 1;
    }
}

package dev.smoothie.pipeline.report;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.Agreement;
import dev.smoothie.core.evaluate.Contest;
import dev.smoothie.core.evaluate.Evaluation;
import dev.smoothie.core.evaluate.PairedDifference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/**
 * Writes which generators are better than which by the truth, as a property of a JSON object: every pair of the best of
 * them.
 *
 * @param evaluation
 *            of the methods, with the truth
 */
record PairsJson(Evaluation evaluation) {
    /** With more generators, only so many are compared: more cannot be read. */
    static final int MOST_GENERATORS = 12;
    private static final int SEED = 1;

    /** Writes the pairs, each the better generator first, the best pair first. */
    void write(JsonGenerator json) {
        Contest contest = evaluation.contest();
        Agreement all = evaluation.agreements().getFirst();
        int[] best = IntStream.range(0, all.score().length).filter(g -> !Double.isNaN(all.score()[g])).boxed()
                .sorted(Comparator.comparingDouble(g -> -all.score()[g])).limit(MOST_GENERATORS)
                .mapToInt(Integer::intValue).toArray();
        double range = range(contest);
        json.writeArrayPropertyStart("pairs");
        for (int i = 0; i < best.length; i++) {
            for (int j = i + 1; j < best.length; j++) {
                json.writeStartObject();
                json.writeNumberProperty("first", best[i]);
                json.writeNumberProperty("second", best[j]);
                PairJson.write(json, difference(contest, best[i], best[j], range));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static PairedDifference difference(Contest contest, int first, int second, double range) {
        Matrix scores = contest.truth().scores();
        return PairedDifference.of(Arrays.stream(contest.samples())
                .mapToDouble(sample -> scores.get(sample, first) - scores.get(sample, second)).toArray(), range, SEED);
    }

    private static double range(Contest contest) {
        var scores = Arrays.stream(contest.samples())
                .mapToObj(sample -> contest.truth().scores().row(sample)).flatMapToDouble(Arrays::stream)
                .filter(score -> !Double.isNaN(score)).summaryStatistics();
        return scores.getCount() == 0 ? 0 : scores.getMax() - scores.getMin();
    }
}

package dev.smoothie.core.reviews;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What judges' scores say about the outputs and about the judges. Errors are shares: how many of all outputs the judges
 * would put above this one, if their combined scores follow a normal distribution.
 *
 * @param judges
 *            in the order of the reviews
 * @param agreement
 *            the mean correlation of the views of two judges; NaN where no two can be compared
 * @param agreementError
 *            its standard error; NaN below two samples
 * @param estimate
 *            of each generator: the mean of its outputs' errors, with standard errors
 * @param errors
 *            of each output, {@code [n, m]}: what is particular to a sample is drawn towards the mean of the generator
 *            as far as it is noise; the mean itself where an output has no review, NaN if a generator has none at all
 */
public record ReviewEstimate(List<JudgeEstimate> judges, double agreement, double agreementError,
        GlobalEstimate estimate, Matrix errors) {
    private static final int MOST_ROUNDS = 200;
    private static final double SETTLED = 1e-9;

    public ReviewEstimate {
        judges = List.copyOf(judges);
    }

    /**
     * Estimates.
     *
     * @param arena
     *            owns the results
     * @throws CoreException
     *             if no judge tells two outputs of a sample apart
     */
    public static ReviewEstimate of(Arena arena, Reviews reviews, Workers workers) {
        double[] preferences = new double[reviews.judges().size()];
        JudgeErrors errors = JudgeErrors.of(PairMoments.of(reviews, preferences, workers));
        if (Arrays.stream(errors.deviation()).noneMatch(deviation -> deviation > 0)) {
            throw new CoreException(
                    "the reviews tell no outputs apart: every judge gave all outputs of each sample the same score, or scored only one of them; give reviews of several outputs of a sample");
        }
        SelfPreference preference = SelfPreference.of(reviews, preferences, errors, workers);
        for (int round = 0; round < MOST_ROUNDS && preference.largest(errors) > SETTLED; round++) {
            for (int judge = 0; judge < preferences.length; judge++) {
                preferences[judge] += preference.mean()[judge];
            }
            errors = JudgeErrors.of(PairMoments.of(reviews, preferences, workers));
            preference = SelfPreference.of(reviews, preferences, errors, workers);
        }
        CombinedReviews.Scores scores = new CombinedReviews(reviews, preferences, errors).of(arena, workers);
        GlobalEstimate mean = GlobalEstimate.of(scores.worse());
        var estimate = new GlobalEstimate(mean.y(), mean.error(), mean.standardError(), mean.samples(), true);
        JudgeAgreement agreement = JudgeAgreement.of(reviews, preferences, errors, workers);
        return new ReviewEstimate(judges(reviews, preferences, errors, preference), agreement.mean(),
                agreement.standardError(), estimate, drawn(arena, scores, mean.error(), workers));
    }

    private static List<JudgeEstimate> judges(Reviews reviews, double[] preferences, JudgeErrors errors,
            SelfPreference preference) {
        double total = 0;
        for (int judge = 0; judge < preferences.length; judge++) {
            total += errors.information(judge);
        }
        var judges = new ArrayList<JudgeEstimate>();
        for (int judge = 0; judge < preferences.length; judge++) {
            Judge of = reviews.judges().get(judge);
            boolean measured = preference.samples()[judge] > 0;
            judges.add(new JudgeEstimate(of.name(), count(of.scores()), errors.deviation()[judge],
                    errors.error()[judge], errors.reliability()[judge], errors.information(judge) / total, of.own(),
                    measured ? preferences[judge] : Double.NaN,
                    measured ? preference.standardError()[judge] : Double.NaN));
        }
        return judges;
    }

    private static long count(Matrix scores) {
        long[] count = {0};
        scores.forEachRow(0, scores.rows(), (_, values, at) -> {
            for (int i = 0; i < scores.columns(); i++) {
                count[0] += Double.isNaN(values[at + i]) ? 0 : 1;
            }
        });
        return count[0];
    }

    private static Matrix drawn(Arena arena, CombinedReviews.Scores scores, double[] mean, Workers workers) {
        Matrix errors = Matrix.allocate(arena, scores.worse().rows(), mean.length);
        workers.forBlocks(errors.rows(), 1 << 12, (from, to) -> {
            double[] row = new double[mean.length];
            for (long sample = from; sample < to; sample++) {
                scores.worse().read(sample, row);
                for (int i = 0; i < row.length; i++) {
                    double own = Double.isNaN(row[i]) ? 0 : row[i] - mean[i];
                    row[i] = mean[i] + scores.kept()[i] * own;
                }
                errors.write(sample, row);
            }
        });
        return errors;
    }
}

package dev.smoothie.core.labels;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What some labels teach about the outputs of a set: a predicted score for each, and how good such predictions are,
 * found by leaving out one labelled sample at a time.
 */
public final class LabelFit {
    /** With fewer labelled samples there is nothing left to learn from when one is left out. */
    public static final int FEWEST_SAMPLES = 2;
    /** From this many labelled samples on a fit can be expected to help. */
    public static final int ENOUGH_SAMPLES = 10;

    private final OutputFeatures features;
    private final Matrix scores;
    private final List<Labelled> labelled;
    private final Ridge ridge;
    private final double level;
    private final double top;

    private LabelFit(OutputFeatures features, Matrix scores, List<Labelled> labelled, Ridge ridge) {
        this.features = features;
        this.scores = scores;
        this.labelled = labelled;
        this.ridge = ridge;
        this.level = labelled.stream().mapToDouble(sample -> sample.mean() - meanPrediction(sample)).average()
                .orElseThrow();
        this.top = labelled.stream().flatMapToDouble(
                sample -> Arrays.stream(sample.generators()).mapToDouble(i -> scores.get(sample.sample(), i))).max()
                .orElseThrow();
    }

    /**
     * Learns.
     *
     * @param scores
     *            true scores {@code [n, m]}, higher is better; NaN where not known
     * @param samples
     *            the samples whose scores may be used; those with fewer than two scored outputs teach nothing
     * @throws CoreException
     *             if too few teach anything, or the scores do not tell outputs apart
     */
    public static LabelFit of(OutputFeatures features, Matrix scores, int[] samples, Workers workers) {
        List<Labelled> labelled = Labelled.of(features, scores, samples);
        if (labelled.size() < FEWEST_SAMPLES) {
            throw new CoreException(
                    "labels: %d of %d labelled samples have scores of two or more of their outputs, and at least %d are needed (%d or more to gain much); score the outputs of more samples"
                            .formatted(labelled.size(), samples.length, FEWEST_SAMPLES, ENOUGH_SAMPLES));
        }
        if (labelled.stream().allMatch(sample -> areEqual(sample, scores))) {
            throw new CoreException(
                    "labels: in each of the %d labelled samples all scored outputs have the same score, so the labels do not tell which outputs are better; label samples whose outputs differ in quality"
                            .formatted(labelled.size()));
        }
        return new LabelFit(features, scores, labelled, Ridge.best(labelled, features.count(), workers));
    }

    /** Whether {@link #of} can learn from these scores. */
    public static boolean teaches(OutputFeatures features, Matrix scores, int[] samples) {
        List<Labelled> labelled = Labelled.of(features, scores, samples);
        return labelled.size() >= FEWEST_SAMPLES && !labelled.stream().allMatch(sample -> areEqual(sample, scores));
    }

    private static boolean areEqual(Labelled sample, Matrix scores) {
        return Arrays.stream(sample.generators()).mapToDouble(i -> scores.get(sample.sample(), i)).distinct()
                .count() == 1;
    }

    /** The labelled samples that were learned from, in the order in which they were given. */
    public int[] samples() {
        return labelled.stream().mapToInt(Labelled::sample).toArray();
    }

    /** How many scored outputs were learned from. */
    public int outputs() {
        return labelled.stream().mapToInt(sample -> sample.generators().length).sum();
    }

    /** The highest score among the labels. */
    public double top() {
        return top;
    }

    /** The penalty of the coefficients of features that was chosen. */
    public double featurePenalty() {
        return ridge.featurePenalty();
    }

    /** The penalty of the effects of generators that was chosen. */
    public double generatorPenalty() {
        return ridge.generatorPenalty();
    }

    /** The coefficients of the features, then the effects of the generators, {@code [p + m]}. */
    public double[] coefficients() {
        return ridge.coefficients().clone();
    }

    /** Names of the features. */
    public List<String> features() {
        return features.names();
    }

    /**
     * Predicts the scores of all outputs of a sample: the mean score of labelled outputs, and what is better or worse
     * about this output than about the others of its sample.
     *
     * @param scores
     *            receives m scores; NaN where there is no output
     */
    public void predict(int sample, double[] scores) {
        relative(sample, scores);
        for (int i = 0; i < scores.length; i++) {
            scores[i] += level;
        }
    }

    /** Predicted scores less their mean over the sample's outputs. */
    private void relative(int sample, double[] predicted) {
        int p = features.count();
        double[] values = features.values().row(sample);
        double[] coefficients = ridge.coefficients();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = Double.NaN;
            if (features.outputs().exists(sample, i)) {
                predicted[i] = coefficients[p + i];
                for (int f = 0; f < p; f++) {
                    predicted[i] += values[i * p + f] * coefficients[f];
                }
                sum += predicted[i];
                count++;
            }
        }
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] -= sum / count;
        }
    }

    private double meanPrediction(Labelled sample) {
        double[] predicted = new double[scores.columns()];
        relative(sample.sample(), predicted);
        return Arrays.stream(sample.generators()).mapToDouble(i -> predicted[i]).average().orElseThrow();
    }

    /**
     * Errors of the scored outputs of labelled samples, each predicted without the labels of its own sample: negated
     * scores, up to a number that is the same for all outputs of a sample.
     *
     * @return {@code [n, m]}, NaN elsewhere
     */
    public Matrix heldOutErrors(Arena arena) {
        Matrix found = Matrix.allocate(arena, scores.rows(), scores.columns());
        double[] row = new double[scores.columns()];
        Arrays.fill(row, Double.NaN);
        for (long sample = 0; sample < found.rows(); sample++) {
            found.write(sample, row);
        }
        for (int s = 0; s < labelled.size(); s++) {
            int[] generators = labelled.get(s).generators();
            for (int k = 0; k < generators.length; k++) {
                found.set(labelled.get(s).sample(), generators[k], -ridge.heldOut()[s][k]);
            }
        }
        return found;
    }

    /** Distances of all predicted scores from {@link #top}, {@code [n, m]}: errors to route by. */
    public Matrix errors(Arena arena, Workers workers) {
        Matrix errors = Matrix.allocate(arena, scores.rows(), scores.columns());
        workers.forBlocks(errors.rows(), 512, (from, to) -> {
            double[] row = new double[errors.columns()];
            for (long sample = from; sample < to; sample++) {
                predict((int) sample, row);
                for (int i = 0; i < row.length; i++) {
                    row[i] = top - row[i];
                }
                errors.write(sample, row);
            }
        });
        return errors;
    }

    /**
     * The errors with what is not known about them, for means over the set. The mean of a column is the mean of {@link
     * #errors}. Its variance over the number of rows is the sum of two: that of the predictions over all samples, and
     * that of what they missed in labelled samples, each predicted without itself, over the number of these. To this
     * end what was missed, centred and times all over labelled samples, is added in the labelled samples.
     *
     * @param errors
     *            from {@link #errors}
     * @return {@code [n, m]}; NaN for a generator of which fewer than two outputs are scored
     */
    public Matrix uncertain(Arena arena, Matrix errors) {
        int m = errors.columns();
        Matrix rows = Matrix.allocate(arena, errors.rows(), m);
        rows.segment().copyFrom(errors.segment());
        double[][] missed = missed();
        for (int i = 0; i < m; i++) {
            int generator = i;
            double[] known = IntStream.range(0, missed.length).mapToDouble(s -> missed[s][generator])
                    .filter(value -> !Double.isNaN(value)).toArray();
            double mean = Arrays.stream(known).average().orElse(Double.NaN);
            long all = 0;
            for (long sample = 0; sample < errors.rows(); sample++) {
                all += Double.isNaN(errors.get(sample, i)) ? 0 : 1;
                if (known.length < 2) {
                    rows.set(sample, i, Double.NaN);
                }
            }
            for (int s = 0; s < missed.length && known.length >= 2; s++) {
                int sample = labelled.get(s).sample();
                if (!Double.isNaN(missed[s][i])) {
                    rows.set(sample, i,
                            errors.get(sample, i) - (missed[s][i] - mean) * all / known.length);
                }
            }
        }
        return rows;
    }

    /** By how much scores are above their predictions without their own sample; NaN where not scored. */
    private double[][] missed() {
        double[][] missed = new double[labelled.size()][scores.columns()];
        for (int s = 0; s < missed.length; s++) {
            Labelled sample = labelled.get(s);
            double missedLevel = sample.mean() - meanPrediction(sample) - level;
            Arrays.fill(missed[s], Double.NaN);
            for (int k = 0; k < sample.generators().length; k++) {
                missed[s][sample.generators()[k]] = sample.scores()[k] - ridge.heldOut()[s][k] + missedLevel;
            }
        }
        return missed;
    }
}

package dev.smoothie.spi.tck;

import java.util.function.BinaryOperator;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

/**
 * The closed form of the estimator, {@code ((m−1) R_i − S) / ((m−1)(m−2))}, has the properties of the contract, and
 * similar estimators have not.
 */
class ClosedFormTest {

    /** Errors from R, the row sums of the mean squared distances, and S, half their sum. */
    private static double[] errors(float[][][] generations, BinaryOperator<double[]> combine) {
        return errors(generations, NeighborSet::distance, combine);
    }

    private static double[] errors(float[][][] generations, ToDoubleBiFunction<float[], float[]> distance,
            BinaryOperator<double[]> combine) {
        int m = generations[0].length;
        double[] rows = new double[m];
        double[] half = new double[1];
        for (float[][] sample : generations) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    double mean = distance.applyAsDouble(sample[i], sample[j]) / generations.length;
                    rows[i] += mean;
                    half[0] += mean / 2;
                }
            }
        }
        return combine.apply(rows, half);
    }

    private static double[] closedForm(double[] rows, double[] half) {
        int m = rows.length;
        double[] errors = new double[m];
        for (int i = 0; i < m; i++) {
            errors[i] = ((m - 1) * rows[i] - half[0]) / ((m - 1) * (m - 2));
        }
        return errors;
    }

    static class Sound extends EstimatorContract {
        @Override
        protected double[] errors(float[][][] generations) {
            return ClosedFormTest.errors(generations, ClosedFormTest::closedForm);
        }
    }

    /** The mean distance to the others: the ranking is the same, but something else is estimated. */
    static class MeanDistance extends EstimatorContract {
        @Override
        protected double[] errors(float[][][] generations) {
            return ClosedFormTest.errors(generations, (rows, _) -> {
                double[] errors = rows.clone();
                for (int i = 0; i < errors.length; i++) {
                    errors[i] /= errors.length - 1;
                }
                return errors;
            });
        }
    }

    static class SumOverSamples extends EstimatorContract {
        @Override
        protected double[] errors(float[][][] generations) {
            double[] errors = ClosedFormTest.errors(generations, ClosedFormTest::closedForm);
            for (int i = 0; i < errors.length; i++) {
                errors[i] *= generations.length;
            }
            return errors;
        }
    }

    /** An estimator that takes the first generator for the truth. */
    static class Partial extends EstimatorContract {
        @Override
        protected double[] errors(float[][][] generations) {
            double[] errors = ClosedFormTest.errors(generations, ClosedFormTest::closedForm);
            errors[0] = 0;
            return errors;
        }
    }

    /** Distances as ‖a‖² + ‖b‖² − 2ab in float32: cancels where embeddings have something in common. */
    static class Cancelling extends EstimatorContract {
        @Override
        protected double[] errors(float[][][] generations) {
            return ClosedFormTest.errors(generations, (x, y) -> {
                float distance = 0;
                for (int column = 0; column < x.length; column++) {
                    distance += x[column] * x[column] + y[column] * y[column] - 2 * x[column] * y[column];
                }
                return distance;
            }, ClosedFormTest::closedForm);
        }
    }

    @Test
    void theTruthsHoldOfTheClosedFormAndOfNothingNearIt() {
        Breaches.areExactly(Sound.class);
        Breaches.areExactly(MeanDistance.class, "errorsAreTheMeanOverAllTriplets",
                "theErrorsOfDataDrawnFromTheModelAreRecovered");
        Breaches.areExactly(SumOverSamples.class, "errorsAreTheMeanOverAllTriplets",
                "addingASampleOfEqualOutputsChangesNoRanking", "theErrorsOfDataDrawnFromTheModelAreRecovered");
        Breaches.areExactly(Partial.class, "errorsAreTheMeanOverAllTriplets", "permutingGeneratorsPermutesErrors",
                "theErrorsOfDataDrawnFromTheModelAreRecovered");
        // Others fail too, if an offset is drawn.
        Breaches.include(Cancelling.class, "errorsAreTheMeanOverAllTriplets",
                "translatingAllEmbeddingsChangesNothing");
    }
}

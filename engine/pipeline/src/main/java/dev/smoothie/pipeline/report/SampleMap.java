package dev.smoothie.pipeline.report;

import dev.smoothie.core.Samples;
import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.evaluate.PrincipalComponents;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A two-dimensional map of samples, on which similar samples lie near each other.
 *
 * @param of
 *            which embeddings were compared
 * @param samples
 *            indices of the samples on the map, ascending; of a large set, some that are spread evenly over it
 * @param components
 *            the places of these samples, {@code [samples][2]}
 */
public record SampleMap(Of of, int[] samples, PrincipalComponents components) {
    private static final int DIMENSIONS = 2;

    /** What the places on a map are computed from. */
    public enum Of {
        /** The embeddings of the inputs. */
        INPUTS,
        /** The mean embedding of each sample's outputs, if inputs have no embeddings. */
        OUTPUTS
    }

    /**
     * Makes a map of at most {@code most} samples: from their inputs if these were embedded, otherwise from their
     * outputs. Empty if neither were.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if an input is not finite
     */
    public static Optional<SampleMap> of(Samples samples, int most) {
        int[] chosen = Arrays.stream(EvenSample.of(samples.size(), most)).mapToInt(Math::toIntExact).toArray();
        if (samples.inputs().isPresent()) {
            return Optional.of(of(samples.requireFiniteInputs(Workers.all()), chosen));
        }
        return samples.generations().map(outputs -> of(outputs, chosen));
    }

    private static SampleMap of(Embeddings inputs, int[] chosen) {
        double[][] rows = new double[chosen.length][inputs.dimension()];
        for (int row = 0; row < rows.length; row++) {
            add(inputs, chosen[row], rows[row]);
        }
        return new SampleMap(Of.INPUTS, chosen, PrincipalComponents.of(rows, DIMENSIONS));
    }

    private static SampleMap of(Generations outputs, int[] chosen) {
        int[] filled = Arrays.stream(chosen).filter(sample -> rows(outputs, sample).length > 0).toArray();
        double[][] means = new double[filled.length][outputs.vectors().dimension()];
        for (int index = 0; index < filled.length; index++) {
            double[] mean = means[index];
            long[] rows = rows(outputs, filled[index]);
            for (long row : rows) {
                add(outputs.vectors(), row, mean);
            }
            Arrays.setAll(mean, column -> mean[column] / rows.length);
        }
        return new SampleMap(Of.OUTPUTS, filled, PrincipalComponents.of(means, DIMENSIONS));
    }

    /** The rows of those outputs of a sample that are not missing. */
    private static long[] rows(Generations outputs, int sample) {
        return IntStream.range(0, outputs.repeats()).boxed()
                .flatMapToLong(repeat -> IntStream.range(0, outputs.generators())
                        .filter(generator -> outputs.presence().present(sample, repeat, generator))
                        .mapToLong(generator -> outputs.row(sample, repeat, generator)))
                .toArray();
    }

    private static void add(Embeddings vectors, long row, double[] sum) {
        for (int column = 0; column < sum.length; column++) {
            sum[column] += vectors.get(row, column);
        }
    }
}

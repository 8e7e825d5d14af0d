package dev.smoothie.engine;

import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.estimate.EvenSample;
import dev.smoothie.engine.evaluate.PrincipalComponents;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A two-dimensional map of samples: similar ones lie together.
 *
 * @param of
 *            what was compared
 * @param samples
 *            indices of the samples on the map, ascending; of a large set, some that are spread evenly over it
 * @param components
 *            where they lie, {@code [samples][2]}
 */
public record SampleMap(Of of, int[] samples, PrincipalComponents components) {
    private static final int DIMENSIONS = 2;

    /** What the places on a map are from. */
    public enum Of {
        /** Embeddings of the inputs. */
        INPUTS,
        /** The mean embedding of each sample's outputs, where inputs have none. */
        OUTPUTS
    }

    /**
     * Draws a map of at most {@code most} samples: of their inputs where these were embedded, of their outputs otherwise, and
     * none where neither was.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if an input is not finite
     */
    public static Optional<SampleMap> of(Samples samples, int most) {
        int[] chosen = Arrays.stream(EvenSample.of(samples.size(), most)).mapToInt(Math::toIntExact).toArray();
        if (samples.inputs().isPresent()) {
            return Optional.of(of(samples.requireInputs(), chosen));
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

    /** Where the outputs of a sample are that it has. */
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

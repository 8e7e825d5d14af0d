package dev.smoothie.pipeline.fitted;

import dev.smoothie.core.Samples;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.List;

/**
 * Samples of several sets, one after the other, with all generators that any of them has. A generator that a set does not
 * have has no outputs there.
 *
 * @param generators
 *            m names, in the order of the columns
 * @param parts
 *            the sets, at least one
 */
public record SampleUnion(List<String> generators, List<Part> parts) {

    /**
     * One set.
     *
     * @param samples
     *            with outputs, and with inputs in all parts or in none
     * @param generators
     *            the columns of its outputs
     */
    public record Part(Samples samples, List<String> generators) {
        public Part {
            generators = List.copyOf(generators);
        }

        private Generations outputs() {
            return samples.requireGenerations();
        }
    }

    public SampleUnion {
        generators = List.copyOf(generators);
        parts = List.copyOf(parts);
        long with = parts.stream().filter(part -> part.samples().inputs().isPresent()).count();
        if (with > 0 && with < parts.size()) {
            throw new SmoothieException(
                    "some of the samples have inputs, and others have none: neighbours could not be looked up among all; give inputs to all, or to none");
        }
    }

    /** n of all parts. */
    public int size() {
        return Math.toIntExact(parts.stream().mapToLong(part -> part.samples().size()).sum());
    }

    /** The largest r. */
    public int repeats() {
        return parts.stream().mapToInt(part -> part.outputs().repeats()).max().orElseThrow();
    }

    boolean hasInputs() {
        return parts.getFirst().samples().inputs().isPresent();
    }

    /** What to call a sample in a message. */
    String name(int sample) {
        int at = sample;
        for (Part part : parts) {
            if (at < part.samples().size()) {
                return part.samples().names().apply(at);
            }
            at -= part.samples().size();
        }
        throw new IndexOutOfBoundsException(sample);
    }

    /**
     * The length of the inputs' vectors.
     *
     * @throws SmoothieException
     *             if the parts differ
     */
    int inputDimension() {
        int[] dimensions = parts.stream().mapToInt(part -> part.samples().requireInputs().dimension()).distinct()
                .toArray();
        require(dimensions, "inputs");
        return dimensions[0];
    }

    /**
     * The length of the outputs' vectors.
     *
     * @param padded
     *            whether shorter ones may be made longer by zeros, which changes no distance within a sample
     */
    int outputDimension(boolean padded) {
        int[] dimensions = parts.stream().mapToInt(part -> part.outputs().vectors().dimension()).distinct().toArray();
        if (!padded) {
            require(dimensions, "outputs");
        }
        return Arrays.stream(dimensions).max().orElseThrow();
    }

    private static void require(int[] dimensions, String what) {
        if (dimensions.length > 1) {
            throw new SmoothieException(
                    "the embeddings of the %s have %d numbers each in the state, and %d in the added samples; use the same embedder"
                            .formatted(what, dimensions[0], dimensions[1]));
        }
    }

    /** Receives a vector. */
    @FunctionalInterface
    interface Row {
        /** The row {@code row} of {@code vectors}. */
        void take(Embeddings vectors, long row);
    }

    /** The input vector of a sample. */
    void input(int sample, Row target) {
        int at = sample;
        for (Part part : parts) {
            if (at < part.samples().size()) {
                target.take(part.samples().requireInputs(), at);
                return;
            }
            at -= part.samples().size();
        }
    }

    /** The columns of each part for the generators of all: -1 where it has none. */
    int[][] columns() {
        return parts.stream().map(part -> generators.stream().mapToInt(part.generators()::indexOf).toArray())
                .toArray(int[][]::new);
    }

    /** Which output of which part stands at a place, and what it is. */
    record Place(Generations outputs, long row, byte code) {}

    /** The output of a sample; {@code columns} are {@link #columns}. */
    Place place(int[][] columns, int sample, int repeat, int generator) {
        int at = sample;
        for (int i = 0; i < parts.size(); i++) {
            Generations outputs = parts.get(i).outputs();
            if (at < outputs.samples()) {
                int column = columns[i][generator];
                if (column < 0 || repeat >= outputs.repeats()) {
                    return new Place(outputs, -1, OutputCode.MISSING);
                }
                byte code = outputs.presence().present(at, repeat, column)
                        ? OutputCode.SPEAKS
                        : outputs.silent().present(at, repeat, column) ? OutputCode.SILENT : OutputCode.MISSING;
                return new Place(outputs, code == OutputCode.MISSING ? -1 : outputs.row(at, repeat, column), code);
            }
            at -= outputs.samples();
        }
        throw new IndexOutOfBoundsException(sample);
    }
}

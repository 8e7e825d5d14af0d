package dev.smoothie.spark.estimates;

import dev.smoothie.core.route.Router.Eligible;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spark.frames.SampleFrame;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The row estimates of some samples, one after the other. Not copied.
 *
 * @param ids
 *            of the n samples
 * @param states
 *            whether outputs exist and say something, {@code [n, m]}: {@link SampleFrame#SPEAKS}, and so on
 * @param y
 *            {@code [n, m]}, NaN where there is no estimate
 * @param inputs
 *            the embeddings of the inputs, {@code [n, d]}; of length 0 where they were not read
 */
public record RowBlock(String[] ids, byte[] states, double[] y, float[] inputs) implements Serializable {

    public RowBlock {
        if (states.length != y.length
                || (ids.length > 0 && (y.length % ids.length != 0 || inputs.length % ids.length != 0))) {
            throw new IllegalArgumentException(
                    "%d ids, %d states, %d estimates".formatted(ids.length, states.length, y.length));
        }
    }

    /** n. */
    public int size() {
        return ids.length;
    }

    /** m. */
    public int generators() {
        return ids.length == 0 ? 0 : y.length / ids.length;
    }

    /** d of the inputs; 0 where they were not read. */
    public int dimension() {
        return ids.length == 0 ? 0 : inputs.length / ids.length;
    }

    /** Samples may be routed to generators whose output says something; where none does, to those that have one. */
    public Eligible eligible() {
        int m = generators();
        return (sample, generator) -> {
            byte state = states[sample * m + generator];
            return state == SampleFrame.SPEAKS || (state == SampleFrame.SILENT && !anySpeaks(sample * m, m));
        };
    }

    private boolean anySpeaks(int from, int m) {
        for (int i = from; i < from + m; i++) {
            if (states[i] == SampleFrame.SPEAKS) {
                return true;
            }
        }
        return false;
    }

    /** A copy of the inputs outside the heap. */
    public Embeddings vectors(Arena arena) {
        Embeddings vectors = Embeddings.allocate(arena, size(), dimension());
        MemorySegment.copy(inputs, 0, vectors.segment(), ValueLayout.JAVA_FLOAT, 0, inputs.length);
        return vectors;
    }

    /** Some of the samples, in that order. */
    public RowBlock only(int... chosen) {
        int m = generators();
        int d = dimension();
        var some = new RowBlock(new String[chosen.length], new byte[chosen.length * m], new double[chosen.length * m],
                new float[chosen.length * d]);
        for (int i = 0; i < chosen.length; i++) {
            some.ids[i] = ids[chosen[i]];
            System.arraycopy(states, chosen[i] * m, some.states, i * m, m);
            System.arraycopy(y, chosen[i] * m, some.y, i * m, m);
            System.arraycopy(inputs, chosen[i] * d, some.inputs, i * d, d);
        }
        return some;
    }

    /** All samples of several blocks, one block after the other. */
    public static RowBlock concatenated(List<RowBlock> blocks) {
        int n = blocks.stream().mapToInt(RowBlock::size).sum();
        int m = blocks.stream().mapToInt(RowBlock::generators).max().orElse(0);
        int d = blocks.stream().mapToInt(RowBlock::dimension).max().orElse(0);
        var all = new RowBlock(new String[n], new byte[n * m], new double[n * m],
                new float[Math.multiplyExact(n, d)]);
        int at = 0;
        for (RowBlock block : blocks) {
            System.arraycopy(block.ids, 0, all.ids, at, block.size());
            System.arraycopy(block.states, 0, all.states, at * m, block.states.length);
            System.arraycopy(block.y, 0, all.y, at * m, block.y.length);
            System.arraycopy(block.inputs, 0, all.inputs, at * d, block.inputs.length);
            at += block.size();
        }
        return all;
    }
}

package dev.smoothie.core.bench;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.DoubleAdder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.nio.ByteOrder.nativeOrder;

/** Reads floats and adds them up, by SIMD: the least that a pass over the same bytes can take, to compare with. */
final class PlainRead {
    private static final VectorSpecies<Float> FLOAT = FloatVector.SPECIES_PREFERRED;
    private static final long STEP = FloatVector.SPECIES_PREFERRED.vectorByteSize();
    /** Rows of about 1 MiB together: far more than a thread needs to be started for, far less than a thread's share. */
    private static final long BLOCK_BYTES = 1 << 20;

    private PlainRead() {}

    static double sum(Embeddings x, Workers workers) {
        var total = new DoubleAdder();
        long block = Math.max(1, BLOCK_BYTES / x.offset(1));
        workers.forBlocks(x.rows(), block, (from, to) -> total.add(sum(x.segment(), x.offset(from), x.offset(to))));
        return total.sum();
    }

    static double sum(MemorySegment segment, long from, long to) {
        FloatVector sum0 = FloatVector.zero(FLOAT);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        FloatVector sum4 = sum0;
        FloatVector sum5 = sum0;
        FloatVector sum6 = sum0;
        FloatVector sum7 = sum0;
        long at = from;
        for (; at <= to - 8 * STEP; at += 8 * STEP) {
            sum0 = sum0.add(load(segment, at));
            sum1 = sum1.add(load(segment, at + STEP));
            sum2 = sum2.add(load(segment, at + 2 * STEP));
            sum3 = sum3.add(load(segment, at + 3 * STEP));
            sum4 = sum4.add(load(segment, at + 4 * STEP));
            sum5 = sum5.add(load(segment, at + 5 * STEP));
            sum6 = sum6.add(load(segment, at + 6 * STEP));
            sum7 = sum7.add(load(segment, at + 7 * STEP));
        }
        double total = sum0.add(sum1).add(sum2.add(sum3)).add(sum4.add(sum5).add(sum6.add(sum7)))
                .reduceLanes(VectorOperators.ADD);
        for (; at < to; at += Float.BYTES) {
            total += segment.get(JAVA_FLOAT, at);
        }
        return total;
    }

    private static FloatVector load(MemorySegment segment, long offset) {
        return FloatVector.fromMemorySegment(FLOAT, segment, offset, nativeOrder());
    }
}

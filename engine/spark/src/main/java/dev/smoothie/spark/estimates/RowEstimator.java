package dev.smoothie.spark.estimates;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import dev.smoothie.spark.frames.SampleFrame;
import dev.smoothie.spark.frames.TaskMemory;
import dev.smoothie.spark.frames.VectorReader;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Makes the row estimates of a partition, in batches that are copied out of the heap. It reads rows of
 * {@link SampleFrame#outputs}. One thread does it, because Spark has a task for each processor.
 *
 * @param generators
 *            the names of the m generators
 * @param withInput
 *            whether rows are those of {@link SampleFrame#outputsAndInput}, and the inputs are to be read
 */
public record RowEstimator(List<String> generators, boolean withInput)
        implements
            FlatMapFunction<Iterator<InternalRow>, RowBlock> {
    /** So many outputs of 384 numbers are 6 MB. */
    private static final int OUTPUTS = 4096;

    public RowEstimator {
        generators = List.copyOf(generators);
    }

    @Override
    public Iterator<RowBlock> call(Iterator<InternalRow> rows) {
        Arena arena = TaskMemory.ofTask();
        return new Blocks(rows, arena, Backends.choose("auto").backend());
    }

    /** The blocks, each made when it is asked for. */
    private final class Blocks implements Iterator<RowBlock> {
        private final Iterator<InternalRow> rows;
        private final Backend backend;
        private final int m = generators.size();
        private final int capacity = Math.max(1, OUTPUTS / m);
        private final VectorReader vectors;
        private final VectorReader inputs;
        private final String[] ids = new String[capacity];
        private final byte[] states = new byte[capacity * m];

        Blocks(Iterator<InternalRow> rows, Arena arena, Backend backend) {
            this.rows = rows;
            this.backend = backend;
            this.vectors = new VectorReader(arena, capacity * m);
            this.inputs = new VectorReader(arena, capacity);
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public RowBlock next() {
            int n = 0;
            for (; n < capacity && rows.hasNext(); n++) {
                read(n, rows.next());
            }
            return new RowBlock(Arrays.copyOf(ids, n), Arrays.copyOf(states, n * m), estimates(n),
                    withInput ? inputs.copy(n) : new float[0]);
        }

        private void read(int sample, InternalRow row) {
            ids[sample] = row.isNullAt(0) ? null : row.getUTF8String(0).toString();
            for (int i = 0; i < m; i++) {
                byte state = row.getByte(1 + m + i);
                states[sample * m + i] = state;
                if (state == SampleFrame.SPEAKS) {
                    int generator = i;
                    vectors.read(sample * m + i, row.getArray(1 + i), () -> name(sample, generator));
                }
            }
            if (withInput) {
                if (ids[sample] == null) {
                    throw new CoreException("a sample has no id; number the samples");
                }
                inputs.readFinite(sample, row, 1 + 2 * m, ids[sample]);
            }
        }

        private String name(int sample, int generator) {
            return "the embedding of the output of generator %s for sample %s".formatted(generators.get(generator),
                    ids[sample]);
        }

        private double[] estimates(int n) {
            try (Arena scratch = Arena.ofShared()) {
                var outputs = new Generations(vectors.rows(n * m), n, 1, m,
                        (sample, _, generator) -> states[sample * m + generator] == SampleFrame.SPEAKS);
                Matrix y = RowEstimates.of(scratch, outputs, backend, new Workers(1)).y();
                double[] copy = new double[n * m];
                y.read(0, n, copy);
                return copy;
            } catch (NonFiniteEmbeddingException e) {
                throw new CoreException("%s is not finite; embed it again or drop the sample"
                        .formatted(name((int) e.row() / m, (int) e.row() % m)), e);
            }
        }
    }
}

package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.encoding.WeightTensor;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Brings weights to a card: matrices in 16 bits (IEEE half precision), vectors in float32.
 *
 * @param card
 *            where
 * @param memory
 *            owns what is allocated
 * @param workers
 *            threads that convert
 */
record WeightUpload(Card card, CardMemory memory, Workers workers) {
    /** Rows that a thread converts at a time; the heap holds that many floats of each thread. */
    private static final int ROWS = 256;

    /** A table or matrix {@code [rows, columns]}, as it is. */
    DeviceBuffer matrix(WeightTensor tensor) {
        return half(tensor.rows(), tensor.columns(), tensor.name(), tensor::read);
    }

    /**
     * The position table from the first position in use on, plus the type of the token, which is the same for all:
     * programs that embed texts give one segment only.
     */
    DeviceBuffer positions(EncoderModel model) {
        EncoderWeights weights = model.weights();
        WeightTensor table = weights.position();
        int columns = table.columns();
        float[] type = new float[columns];
        weights.tokenType().ifPresent(types -> types.read(0, 1, type));
        return half(model.maxTokens(), columns, table.name(), (from, count, into) -> {
            table.read(model.firstPosition() + from, count, into);
            for (int i = 0; i < count * columns; i++) {
                into[i] += type[i % columns];
            }
        });
    }

    /** The weights of several dense layers with the same input, one below the other. */
    DeviceBuffer stacked(EncoderWeights.Dense... parts) {
        int columns = parts[0].weight().columns();
        return half(parts.length * parts[0].weight().rows(), columns, parts[0].weight().name(), stack(parts));
    }

    /** The same with rows in the order of {@link HopperLayout}. */
    DeviceBuffer mixed(EncoderWeights.Dense... parts) {
        int columns = parts[0].weight().columns();
        Source stack = stack(parts);
        // Blocks of ROWS rows are whole groups, so that no row comes from another block.
        return half(parts.length * parts[0].weight().rows(), columns, parts[0].weight().name(),
                (from, count, into) -> {
                    float[] plain = new float[count * columns];
                    stack.read(from, count, plain);
                    System.arraycopy(HopperLayout.rows(plain, count, columns), 0, into, 0, plain.length);
                });
    }

    private static Source stack(EncoderWeights.Dense... parts) {
        int columns = parts[0].weight().columns();
        int each = parts[0].weight().rows();
        return (from, count, into) -> {
            for (int done = 0; done < count;) {
                int first = (from + done) % each;
                int some = Math.min(count - done, each - first);
                float[] rows = new float[some * columns];
                parts[(from + done) / each].weight().read(first, some, rows);
                System.arraycopy(rows, 0, into, done * columns, rows.length);
                done += some;
            }
        };
    }

    /** Their biases, one after the other. */
    DeviceBuffer stackedBiases(EncoderWeights.Dense... parts) {
        int each = parts[0].bias().columns();
        float[] all = new float[parts.length * each];
        for (int i = 0; i < parts.length; i++) {
            System.arraycopy(parts[i].bias().toFloats(), 0, all, i * each, each);
        }
        return vector(all, parts[0].bias().name() + " and others");
    }

    /** A vector in float32. */
    DeviceBuffer vector(WeightTensor tensor) {
        return vector(tensor.toFloats(), tensor.name());
    }

    /** A vector in float32. */
    DeviceBuffer vector(float[] numbers, String name) {
        DeviceBuffer buffer = memory.allocate(numbers.length, Float.BYTES, name);
        try (Arena arena = Arena.ofConfined()) {
            card.work().upload(arena.allocateFrom(ValueLayout.JAVA_FLOAT, numbers), buffer.all());
        }
        return buffer;
    }

    private interface Source {
        void read(int first, int count, float[] into);
    }

    private DeviceBuffer half(int rows, int columns, String name, Source source) {
        DeviceBuffer buffer = memory.allocate((long) rows * columns, Short.BYTES,
                "%s [%d, %d]".formatted(name, rows, columns));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment halves = arena.allocate((long) rows * columns * Short.BYTES, Short.BYTES);
            workers.forBlocks(rows, ROWS, (from, to) -> {
                float[] floats = new float[(int) (to - from) * columns];
                source.read((int) from, (int) (to - from), floats);
                for (int i = 0; i < floats.length; i++) {
                    halves.setAtIndex(ValueLayout.JAVA_SHORT, from * columns + i, Float.floatToFloat16(floats[i]));
                }
            });
            card.work().upload(halves, buffer.all());
        }
        return buffer;
    }
}

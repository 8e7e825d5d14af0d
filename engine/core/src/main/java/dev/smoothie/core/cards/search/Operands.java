package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceMatrix;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.cards.device.CardMemory;

/**
 * Holds centred rows on a card as the screen multiplies them, slot by slot, with the terms of their keys.
 * {@link OperandPacking} fills it, {@link CardTiles} multiplies it. In contrast to {@link CardRows} its rows are
 * rounded to a {@link Precision} and in {@link SlotOrder}.
 *
 * @param precision
 *            what they are rounded to
 * @param padded
 *            columns, a multiple of 8, so that the parts of a row are aligned to 16 bytes, which tensor cores need
 * @param slots
 *            how many rows
 * @param order
 *            which row a slot holds
 * @param values
 *            the operands
 * @param norms
 *            squared lengths, in double; only until there are terms
 * @param terms
 *            float32
 */
record Operands(Precision precision, int padded, int slots, SlotOrder order, DeviceBuffer values, DeviceBuffer norms,
        DeviceBuffer terms) {

    static Operands allocate(CardMemory memory, Precision precision, int d, int slots, SlotOrder order) {
        int padded = Math.ceilDiv(d, 8) * 8;
        return new Operands(precision, padded, slots, order,
                memory.allocate(slots * precision.stored(padded), precision.type().bytes(),
                        "%s operands [%d, %d]".formatted(precision.label(), slots, precision.stored(padded))),
                memory.allocate(slots, Double.BYTES, "squared lengths [%d]".formatted(slots)),
                memory.allocate(slots, Float.BYTES, "terms of keys [%d]".formatted(slots)));
    }

    /** Slots {@code [from, from + count)} as the rows of a product. */
    DeviceMatrix left(int from, int count) {
        return matrix(from, count, precision.leftColumn(padded));
    }

    /** Slots {@code [from, from + count)} as the columns of a product. */
    DeviceMatrix right(int from, int count) {
        return matrix(from, count, 0);
    }

    private DeviceMatrix matrix(int from, int count, int column) {
        long size = precision.type().bytes();
        long stride = precision.stored(padded);
        long start = (from * stride + column) * size;
        long bytes = ((count - 1) * stride + precision.multiplied(padded)) * size;
        return new DeviceMatrix(values.slice(start, bytes), precision.type(), count, precision.multiplied(padded),
                stride);
    }

    /** Terms from slot {@code from} on. */
    DeviceSlice terms(int from) {
        return rest(terms, (long) from * Float.BYTES);
    }

    /** Ints of a stored row. */
    long words() {
        return precision.stored(padded) * precision.type().bytes() / Integer.BYTES;
    }

    /** What follows {@code offset} in a buffer. */
    static DeviceSlice rest(DeviceBuffer buffer, long offset) {
        return buffer.slice(offset, buffer.bytes() - offset);
    }
}

package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.core.encoding.EncoderWeights.Dense;
import java.util.Arrays;

/**
 * A weight on a card in the order that {@link HopperLayout} describes, with its bias.
 *
 * @param weight
 *            {@code [out, in]}, 16-bit
 * @param bias
 *            {@code [out]}, float32
 * @param out
 *            rows
 * @param in
 *            columns
 */
record HopperWeight(DeviceBuffer weight, DeviceBuffer bias, int out, int in) {

    /** Some rows of it: a product with fewer columns. */
    record Part(DeviceSlice weight, DeviceSlice bias, int out, int in) {}

    /** Uploads dense layers with the same input, one below the other. */
    static HopperWeight of(WeightUpload upload, Dense... parts) {
        int out = Arrays.stream(parts).mapToInt(part -> part.weight().rows()).sum();
        return new HopperWeight(upload.mixed(parts), upload.stackedBiases(parts), out, parts[0].weight().columns());
    }

    Part all() {
        return rows(0, out);
    }

    /** {@code count} rows from {@code first} on, a multiple of {@link HopperLayout#GROUP}. */
    Part rows(int first, int count) {
        long row = (long) in * Short.BYTES;
        return new Part(weight.slice(first * row, count * row),
                bias.slice((long) first * Float.BYTES, (long) count * Float.BYTES), count, in);
    }
}

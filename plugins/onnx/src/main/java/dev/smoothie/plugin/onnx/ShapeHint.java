package dev.smoothie.plugin.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Shape information that the bundled graph lacks, as bytes to append to a serialised model.
 *
 * <p>
 * In the bundled graph the position indices are a slice, and ONNX Runtime cannot infer that its length is the sequence
 * length. From there on it knows no shape, and does not fuse additions and layer normalisations that it could fuse.
 * With this hint it fuses them: on one thread of a Xeon with VNNI 29 ms instead of 43 for 216 tokens, 121 instead of
 * 141 for 512.
 *
 * <p>
 * Protocol buffers that are concatenated are merged: repeated fields grow. So a model followed by a model whose graph
 * holds nothing but one {@code value_info} is the first model with that {@code value_info} added. Field numbers are
 * those of {@code onnx.proto}.
 */
final class ShapeHint {

    private static final int INT64 = 7;

    private ShapeHint() {}

    /**
     * The hint that the int64 tensor {@code tensor} has the shape {@code [1, dimension]}, where dimension is symbolic.
     */
    static byte[] row(String tensor, String dimension) {
        byte[] shape = concat(message(1, number(1, 1)), message(1, text(2, dimension)));
        byte[] type = message(1, concat(number(1, INT64), message(2, shape)));
        byte[] valueInfo = concat(text(1, tensor), message(2, type));
        return message(7, message(13, valueInfo));
    }

    private static byte[] text(int field, String value) {
        return message(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] message(int field, byte[] content) {
        if (content.length > 127) {
            throw new IllegalArgumentException(content.length + " bytes need a longer length prefix than one byte");
        }
        return concat(new byte[]{(byte) (field << 3 | 2), (byte) content.length}, content);
    }

    private static byte[] number(int field, int value) {
        return new byte[]{(byte) (field << 3), (byte) value};
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}

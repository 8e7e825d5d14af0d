package dev.smoothie.core.encoding;

import dev.smoothie.core.encoding.WeightTensor.Scale;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class WeightTensorTest {
    private static MemorySegment floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return MemorySegment.ofArray(bytes.array());
    }

    private static MemorySegment shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return MemorySegment.ofArray(bytes.array());
    }

    private static WeightTensor of(WeightTensor.Type type, MemorySegment data, boolean transposed, Integer... shape) {
        return new WeightTensor("w", List.of(shape), type, data, Optional.empty(), transposed);
    }

    @Test
    void rowsAreReadFromEitherOrder() {
        WeightTensor stored = of(WeightTensor.Type.FLOAT32, floats(1, 2, 3, 4, 5, 6), false, 3, 2);
        WeightTensor transposed = of(WeightTensor.Type.FLOAT32, floats(1, 3, 5, 2, 4, 6), true, 3, 2);
        for (WeightTensor tensor : List.of(stored, transposed)) {
            assertArrayEquals(new float[]{1, 2, 3, 4, 5, 6}, tensor.toFloats());
            var middle = new float[3];
            tensor.read(1, 1, middle);
            assertArrayEquals(new float[]{3, 4, 0}, middle);
            tensor.read(3, 0, middle);
        }
    }

    @Test
    void halfPrecisionIsWidened() {
        assertArrayEquals(new float[]{1, -2, 0.5f},
                of(WeightTensor.Type.FLOAT16, shorts(0x3c00, 0xc000, 0x3800), false, 3)
                        .toFloats());
        assertArrayEquals(new float[]{1, -2, 0.5f},
                of(WeightTensor.Type.BFLOAT16, shorts(0x3f80, 0xc000, 0x3f00), false, 3)
                        .toFloats());
    }

    @Test
    void integersAreScaledByRow() {
        MemorySegment data = MemorySegment.ofArray(new byte[]{-128, 127, 10, 20});
        var byRow = new Scale(List.of(0.5f, 2f), List.of(0, 10));
        assertArrayEquals(new float[]{-64, 63.5f, 0, 20},
                new WeightTensor("w", List.of(2, 2), WeightTensor.Type.INT8, data, Optional.of(byRow), false)
                        .toFloats());
        assertArrayEquals(new float[]{-64, 5, 234, 20},
                new WeightTensor("w", List.of(2, 2), WeightTensor.Type.INT8, data, Optional.of(byRow), true)
                        .toFloats());
        var one = new Scale(List.of(0.5f), List.of(128));
        assertArrayEquals(new float[]{0, -0.5f, -59, -54},
                new WeightTensor("w", List.of(4), WeightTensor.Type.UINT8, data, Optional.of(one), false).toFloats());
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertEquals("w has 8 bytes; expected 12 for the shape [3] of FLOAT32",
                assertThrows(IllegalArgumentException.class,
                        () -> of(WeightTensor.Type.FLOAT32, floats(1, 2), false, 3))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> of(WeightTensor.Type.FLOAT32, floats(1), false, 1, 1, 1));
        assertThrows(IllegalArgumentException.class,
                () -> of(WeightTensor.Type.INT8, MemorySegment.ofArray(new byte[1]), false, 1));
        WeightTensor tensor = of(WeightTensor.Type.FLOAT32, floats(1, 2), false, 2, 1);
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.read(1, 2, new float[2]));
        assertThrows(IllegalArgumentException.class, () -> tensor.read(0, 2, new float[1]));
    }
}

package dev.smoothie.pipeline.encoders;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.random.RandomGenerator;

/** A tensor of a random encoder, row-major. */
public record Tensor(List<Integer> shape, float[] values) {

    static Tensor random(RandomGenerator random, double mean, double deviation, Integer... shape) {
        int count = 1;
        for (int size : shape) {
            count *= size;
        }
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian(mean, deviation);
        }
        return new Tensor(List.of(shape), values);
    }

    Tensor transposed() {
        int rows = shape.getFirst();
        int columns = shape.getLast();
        var values = new float[this.values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[column * rows + row] = this.values[row * columns + column];
            }
        }
        return new Tensor(List.of(columns, rows), values);
    }

    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}

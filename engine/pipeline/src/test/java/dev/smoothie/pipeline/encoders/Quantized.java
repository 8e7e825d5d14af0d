package dev.smoothie.pipeline.encoders;

/** Weights as integers of eight bits: a number is {@code (value - zero) * factor}. */
record Quantized(byte[] values, float[] factors, byte[] zeros) {

    /** Unsigned, with one factor and one zero point for all. */
    static Quantized unsigned(Tensor tensor) {
        float least = 0;
        float greatest = 0;
        for (float value : tensor.values()) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        float factor = (greatest - least) / 255;
        int zero = Math.round(-least / factor);
        var values = new byte[tensor.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) Math.clamp(Math.round(tensor.values()[i] / factor) + zero, 0, 255);
        }
        return new Quantized(values, new float[]{factor}, new byte[]{(byte) zero});
    }

    /** Signed, with a factor for each row; some rows have a zero point, as ONNX allows. */
    static Quantized byRow(Tensor tensor) {
        int rows = tensor.shape().getFirst();
        int columns = tensor.shape().getLast();
        var values = new byte[rows * columns];
        var factors = new float[rows];
        var zeros = new byte[rows];
        for (int row = 0; row < rows; row++) {
            float greatest = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                greatest = Math.max(greatest, Math.abs(tensor.values()[i]));
            }
            factors[row] = greatest / 120;
            zeros[row] = (byte) (row % 7);
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                values[i] = (byte) (Math.round(tensor.values()[i] / factors[row]) + zeros[row]);
            }
        }
        return new Quantized(values, factors, zeros);
    }

    /** The number at an index, of a tensor with {@code columns} columns. */
    float number(int index, int columns, boolean unsigned) {
        int row = factors.length == 1 ? 0 : index / columns;
        int value = unsigned ? Byte.toUnsignedInt(values[index]) : values[index];
        int zero = unsigned ? Byte.toUnsignedInt(zeros[row]) : zeros[row];
        return (value - zero) * factors[row];
    }

    /** The values of {@code rows} rows, column after column. */
    byte[] transposed(int rows) {
        int columns = values.length / rows;
        var transposed = new byte[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                transposed[column * rows + row] = values[row * columns + column];
            }
        }
        return transposed;
    }
}

package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.cuda.CuBlas.Multiply;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The product's arguments, on the double: that the right matrices are multiplied in the right way, and wrong ones are
 * not.
 */
class CuBlasTest extends DoubledCuda {
    private static final int M = 37;
    private static final int N = 50;
    private static final int K = 23;
    private static final int LDA = 29;
    private static final int LDB = 23;
    private static final int LDC = 61;
    private static final float ALPHA = -1.5f;
    private static final float BETA = 0.25f;

    private final float[] a = random(M * LDA, 1);
    private final float[] b = random(N * LDB, 2);
    private final float[] c = random(M * LDC, 3);

    @Test
    void float32IsTheProductOfTheOperandsAsTheyAre() {
        check(DeviceMatrix.Type.FLOAT32, Multiply.FLOAT32, 0xffffffff);
    }

    /** Of float32's 23 bits of fraction TF32 has the upper 10; of bfloat16 the upper 7. */
    @Test
    void otherModesRoundTheOperands() {
        check(DeviceMatrix.Type.FLOAT32, Multiply.TENSOR_FLOAT32, -1 << 13);
        check(DeviceMatrix.Type.BFLOAT16, Multiply.FLOAT32, -1 << 16);
    }

    private void check(DeviceMatrix.Type type, Multiply multiply, int keep) {
        float[] ra = rounded(a, keep);
        float[] rb = rounded(b, keep);
        float[] got = multiply(type, multiply, BETA);
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < LDC; j++) {
                double wanted = c[i * LDC + j];
                double tolerance = 0;
                if (j < N) {
                    double sum = 0;
                    double size = 0;
                    for (int l = 0; l < K; l++) {
                        double product = (double) ra[i * LDA + l] * rb[j * LDB + l];
                        sum += product;
                        size += Math.abs(product);
                    }
                    wanted = ALPHA * sum + BETA * wanted;
                    // Of K additions and the two scalings, each off by at most half a unit in the last place.
                    tolerance = (K + 3) * 0x1p-24 * (Math.abs(ALPHA) * size + Math.abs(BETA * c[i * LDC + j]));
                }
                assertEquals(wanted, got[i * LDC + j], tolerance, "row " + i + ", column " + j);
            }
        }
    }

    private float[] multiply(DeviceMatrix.Type type, Multiply multiply, float beta) {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            CuBlas blas = device.newBlas(stream, device.allocate(1 << 20, "workspace").all());
            DeviceMatrix ma = new DeviceMatrix(upload(device, stream, type, a), type, M, K, LDA);
            DeviceMatrix mb = new DeviceMatrix(upload(device, stream, type, b), type, N, K, LDB);
            DeviceMatrix mc = new DeviceMatrix(upload(device, stream, c).all(), DeviceMatrix.Type.FLOAT32, M, N, LDC);
            blas.multiplyTransposed(multiply, ALPHA, ma, mb, beta, mc);
            return download(stream, mc.memory());
        }
    }

    @Test
    void withoutBetaWhatWasThereIsNotRead() {
        Arrays.fill(c, Float.NaN);
        float[] got = multiply(DeviceMatrix.Type.FLOAT32, Multiply.FLOAT32, 0);
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < LDC; j++) {
                assertEquals(j >= N, Float.isNaN(got[i * LDC + j]), "row " + i + ", column " + j);
            }
        }
    }

    @Test
    void shapesAndTypesThatDoNotFitAreRefusedBeforeTheCall() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            CuBlas blas = device.newBlas(stream, device.allocate(1 << 20, "workspace").all());
            DeviceSlice memory = device.allocate(4000, "matrices").all();
            DeviceMatrix m5x10 = DeviceMatrix.dense(memory, DeviceMatrix.Type.FLOAT32, 5, 10);
            DeviceMatrix m6x10 = DeviceMatrix.dense(memory, DeviceMatrix.Type.FLOAT32, 6, 10);
            DeviceMatrix m5x6 = DeviceMatrix.dense(memory, DeviceMatrix.Type.FLOAT32, 5, 6);
            DeviceMatrix m6x5 = DeviceMatrix.dense(memory, DeviceMatrix.Type.FLOAT32, 6, 5);
            DeviceMatrix half = DeviceMatrix.dense(memory, DeviceMatrix.Type.BFLOAT16, 5, 10);
            DeviceMatrix otherHalf = DeviceMatrix.dense(memory, DeviceMatrix.Type.BFLOAT16, 6, 10);
            DeviceMatrix halfResult = DeviceMatrix.dense(memory, DeviceMatrix.Type.BFLOAT16, 5, 6);
            blas.multiplyTransposed(Multiply.FLOAT32, 1, m5x10, m6x10, 0, m5x6);
            refused(() -> blas.multiplyTransposed(Multiply.FLOAT32, 1, m5x10, m6x10, 0, m6x5));
            refused(() -> blas.multiplyTransposed(Multiply.FLOAT32, 1, m5x10, m6x5, 0, m5x6));
            refused(() -> blas.multiplyTransposed(Multiply.FLOAT32, 1, m5x10, otherHalf, 0, m5x6));
            refused(() -> blas.multiplyTransposed(Multiply.FLOAT32, 1, half, otherHalf, 0, halfResult));
            refused(() -> blas.multiplyTransposed(Multiply.TENSOR_FLOAT32, 1, half, otherHalf, 0, m5x6));
            assertEquals(1, stand.calls("cublasGemmEx_64"));
            refused(() -> new DeviceMatrix(memory, DeviceMatrix.Type.FLOAT32, 101, 10, 10));
            refused(() -> new DeviceMatrix(memory, DeviceMatrix.Type.FLOAT32, 10, 10, 9));
            refused(() -> new DeviceMatrix(memory, DeviceMatrix.Type.FLOAT32, 0, 10, 10));
            refused(() -> new DeviceMatrix(memory, DeviceMatrix.Type.FLOAT32, 3, 10, Long.MAX_VALUE / 2));
            refused(() -> new DeviceMatrix(memory, DeviceMatrix.Type.FLOAT32, Long.MAX_VALUE, 1, 1));
            // The last row needs no room beyond its columns.
            assertEquals(100, new DeviceMatrix(memory, DeviceMatrix.Type.FLOAT32, 100, 10, 10).rows());
            assertEquals(10,
                    new DeviceMatrix(memory.slice(0, 4 * (9 * 11 + 10)), DeviceMatrix.Type.FLOAT32, 10, 10, 11).rows());
        }
    }

    private static void refused(Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }

    /** Operands of bfloat16 as a caller makes them: the upper half, rounded to even. */
    private static DeviceSlice upload(CudaDevice device, CudaStream stream, DeviceMatrix.Type type, float[] values) {
        if (type == DeviceMatrix.Type.FLOAT32) {
            return upload(device, stream, values).all();
        }
        float[] rounded = rounded(values, -1 << 16);
        DeviceBuffer buffer = device.allocate(2L * values.length, "halves");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(JAVA_SHORT, values.length);
            for (int i = 0; i < values.length; i++) {
                host.setAtIndex(JAVA_SHORT, i, (short) (Float.floatToRawIntBits(rounded[i]) >> 16));
            }
            stream.upload(host, buffer.all());
        }
        return buffer.all();
    }

    /** Each to the nearest whose bits are all in {@code keep}, ties to even: found by trying both. */
    private static float[] rounded(float[] values, int keep) {
        float[] rounded = values.clone();
        for (int i = 0; i < values.length; i++) {
            int below = Float.floatToRawIntBits(values[i]) & keep;
            int above = below - keep;
            float low = Float.intBitsToFloat(below);
            float high = Float.intBitsToFloat(above);
            double toLow = Math.abs((double) values[i] - low);
            double toHigh = Math.abs((double) high - values[i]);
            rounded[i] = toLow < toHigh || (toLow == toHigh && (below & -keep) == 0) ? low : high;
        }
        return rounded;
    }

    private static float[] random(int n, long seed) {
        var random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        assertTrue(n > 0);
        return values;
    }
}

package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.cuda.CudaException.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what a failure tells about the work that is left: of all libraries, whose codes differ; on the double. */
class LostCardTest extends DoubledCuda {

    @ParameterizedTest
    @CsvSource({"1, OTHER", "2, OUT_OF_MEMORY", "4, CARD_LOST", "35, OTHER", "46, CARD_LOST", "100, CARD_LOST",
            "101, OTHER", "209, OTHER", "214, CARD_LOST", "220, CARD_LOST", "226, CARD_LOST", "400, OTHER",
            "600, OTHER", "700, CARD_LOST", "701, OTHER", "702, CARD_LOST", "704, OTHER", "709, CARD_LOST",
            "710, CARD_LOST", "712, OTHER", "715, CARD_LOST", "719, CARD_LOST", "720, OTHER", "802, CARD_LOST",
            "999, CARD_LOST"})
    void theDriverAndTheRuntimeShareTheirCodes(int code, Kind kind) {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            stand.fail("cudaMemGetInfo", code, 1);
            assertEquals(kind, assertThrows(CudaException.class, device::memory).kind());
            CudaKernel scale = kernels(device).kernel("scale");
            DeviceBuffer x = upload(device, stream, 1);
            stand.fail("cuLaunchKernel", code, 1);
            assertEquals(kind, assertThrows(CudaException.class,
                    () -> scale.launch(stream, LaunchShape.of(1, 1), x, 1L, 1f)).kind());
        }
    }

    @Test
    void anAllocationThatDoesNotFitMayFitWhenSmaller() {
        try (CudaDevice device = cuda.open(0)) {
            stand.failAbove(1000);
            var failure = assertThrows(CudaException.class, () -> device.allocate(1001, "too much"));
            assertInstanceOf(DeviceOutOfMemoryException.class, failure);
            assertEquals(Kind.OUT_OF_MEMORY, failure.kind());
        }
    }

    /** Of cuBLAS 13 stands for any failure, so the card is asked. */
    @ParameterizedTest
    @ValueSource(ints = {1, 13, 14})
    void aRefusalOfCublasIsNoLostCard(int code) {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            CuBlas blas = device.newBlas(stream, device.allocate(64, "workspace").all());
            stand.fail("cublasGemmEx_64", code, 1);
            assertEquals(Kind.OTHER, assertThrows(CudaException.class, () -> multiply(device, stream, blas)).kind());
            stand.fail("cublasGemmEx_64", 3, 1);
            assertEquals(Kind.OUT_OF_MEMORY,
                    assertThrows(CudaException.class, () -> multiply(device, stream, blas)).kind());
            multiply(device, stream, blas);
        }
    }

    @Test
    void cublasOnALostCardSaysWhatTheCardSays() {
        CudaDevice device = cuda.open(0);
        CudaStream stream = device.newStream();
        CuBlas blas = device.newBlas(stream, device.allocate(64, "workspace").all());
        DeviceMatrix one = DeviceMatrix.dense(upload(device, stream, 2).all(), DeviceMatrix.Type.FLOAT32, 1, 1);
        stand.lose("cudaMemGetInfo", 719, 1);
        assertThrows(CudaException.class, device::memory);
        var failure = assertThrows(CudaException.class,
                () -> blas.multiplyTransposed(CuBlas.Multiply.FLOAT32, 1, one, one, 0, one));
        assertEquals("cublasGemmEx_64", failure.function());
        assertEquals(Kind.CARD_LOST, failure.kind());
        assertTrue(failure.getMessage().contains("and the card says 719 cudaErrorLaunchFailure"), failure.getMessage());
        assertEquals(Kind.CARD_LOST, assertThrows(CudaException.class, device::close).kind());
    }

    private static void multiply(CudaDevice device, CudaStream stream, CuBlas blas) {
        DeviceMatrix x = DeviceMatrix.dense(upload(device, stream, 2).all(), DeviceMatrix.Type.FLOAT32, 1, 1);
        DeviceMatrix y = DeviceMatrix.dense(upload(device, stream, 0).all(), DeviceMatrix.Type.FLOAT32, 1, 1);
        blas.multiplyTransposed(CuBlas.Multiply.FLOAT32, 1, x, x, 0, y);
    }

    /** A card that is lost stays so, for every thread of the process. */
    @ParameterizedTest
    @ValueSource(ints = {214, 700})
    void aLostCardFailsAllThatFollows(int code) {
        CudaDevice device = cuda.open(0);
        CudaStream stream = device.newStream();
        DeviceBuffer x = upload(device, stream, 1, 2);
        stand.lose("cudaStreamSynchronize", code, 2);
        stream.synchronize();
        var first = assertThrows(CudaException.class, stream::synchronize);
        assertEquals(code, first.code());
        assertEquals(Kind.CARD_LOST, first.kind());
        assertEquals(code == 700, first.getMessage().contains("a kernel given to the card before did this"));
        assertEquals(Kind.CARD_LOST, assertThrows(CudaException.class, () -> stream.fill(x.all(), (byte) 0)).kind());
        assertEquals(Kind.CARD_LOST, assertThrows(CudaException.class, () -> device.allocate(8, "more")).kind());
        assertEquals(Kind.CARD_LOST, assertThrows(CudaException.class, device::close).kind());
    }

    @Test
    void aCardThatIsAnotherProcesssAloneIsLostToThisOne() {
        stand.fail("cudaSetDevice", 46, 1);
        var failure = assertThrows(CudaException.class, () -> cuda.open(0));
        assertEquals(Kind.CARD_LOST, failure.kind());
        assertEquals("cudaErrorDevicesUnavailable", failure.codeName());
        assertFalse(failure.getMessage().contains("a kernel given"), failure.getMessage());
    }

    @Test
    void aSourceThatDoesNotCompileIsNeither() {
        var source = new CudaSource("test.cu", "#error no\n", List.of());
        assertEquals(Kind.OTHER, assertThrows(CudaException.class, () -> cuda.nvrtc().compile(source, 90)).kind());
    }
}

package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.cuda.TensorMap.Box;
import dev.smoothie.bindings.cuda.TensorMap.Swizzle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Descriptions of matrices for the copy engine, on the double, which has a plain structure in their place. */
class TensorMapTest extends DoubledCuda {
    private static final long MAGIC = 0x7e4504a9L;
    private static final Box BOX = new Box(64, 32, Swizzle.BYTES_64);

    private long[] described(CudaDevice device, CudaStream stream, TensorMap map) {
        DeviceBuffer out = device.allocate(18 * 8, "eighteen words");
        kernels(device).kernel("described").launch(stream, LaunchShape.of(1, 1), out, -7, map, 2f);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(18 * 8, 8);
            stream.download(out.all(), host);
            return host.toArray(JAVA_LONG);
        }
    }

    /** A kernel gets it by value, all 128 bytes, with the parameters around it where they belong. */
    @ParameterizedTest
    @EnumSource(Swizzle.class)
    void aKernelGetsItByValue(Swizzle swizzle) {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer buffer = device.allocate(2 * 100 * 72, "matrix [100, 72]");
            TensorMap map = device.tensorMap(buffer.slice(16, 2 * 99 * 72), 99, 64, 72, new Box(16, 32, swizzle));
            long[] expected = new long[18];
            expected[0] = buffer.address() + 16;
            expected[1] = 99;
            expected[2] = 64;
            expected[3] = 144;
            expected[4] = 16 | 32L << 32;
            expected[5] = swizzle.bytes() | MAGIC << 32;
            expected[16] = -7;
            expected[17] = 2;
            assertArrayEquals(expected, described(device, stream, map));
            assertEquals("", stand.complaint());
        }
    }

    /** A part of wider rows needs no more memory than up to its last element. */
    @Test
    void theLastRowEndsWithItsColumns() {
        try (CudaDevice device = cuda.open(0)) {
            DeviceSlice keys = device.allocate(2 * 4 * 96, "[4, 96]").slice(64, 2 * 4 * 96 - 64);
            device.tensorMap(keys.slice(0, 2 * (3 * 96 + 32)), 4, 32, 96, BOX);
            assertRefused("fits its memory", device, keys.slice(0, 2 * (3 * 96 + 31)), 4, 32, 96);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (CudaDevice device = cuda.open(0)) {
            DeviceSlice memory = device.allocate(2 * 64 * 64, "[64, 64]").all();
            assertRefused("fits its memory", device, memory, 65, 64, 64);
            assertRefused("[0, 64] with pitch 64", device, memory, 0, 64, 64);
            assertRefused("[64, 0] with pitch 64", device, memory, 64, 0, 64);
            assertRefused("[1, 64] with pitch 56", device, memory, 1, 64, 56);
            assertRefused("in multiples of 8", device, memory, 32, 64, 68);
            assertRefused("fits its memory", device, memory, 1, 64 * 64 + 1, 64 * 64 + 8);
            assertRefused("fits its memory", device, memory, Long.MAX_VALUE, 64, 64);
            assertRefused("fits its memory", device, memory, 1L << 32, 64, (1L << 39) - 8);
            assertRefused("fits its memory", device, memory, 2, 64, Long.MAX_VALUE - 7);
            assertRefused("ends in 0x8", device, memory.slice(8, 2 * 64), 1, 64, 64);
            assertEquals(0, stand.calls("cuTensorMapEncodeTiled"));
        }
    }

    private static void assertRefused(String part, CudaDevice device, DeviceSlice memory, long rows, long columns,
            long pitch) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> device.tensorMap(memory, rows, columns, pitch, BOX)).getMessage();
        assertTrue(message.startsWith("a tensor map needs ") && message.contains(part), message);
    }

    @ParameterizedTest
    @CsvSource({"0, 8, NONE", "257, 8, NONE", "1, 0, NONE", "1, 12, NONE", "1, 264, NONE", "1, 40, BYTES_64",
            "1, 72, BYTES_128", "-1, 8, BYTES_64"})
    void boxesBeyondTheLimitsAreRefused(int rows, int columns, Swizzle swizzle) {
        String message = assertThrows(IllegalArgumentException.class, () -> new Box(rows, columns, swizzle))
                .getMessage();
        assertTrue(message.endsWith("got [%d, %d] with %s".formatted(rows, columns, swizzle)), message);
    }

    @Test
    void theLargestBoxesAreMade() {
        try (CudaDevice device = cuda.open(0)) {
            DeviceSlice memory = device.allocate(2 * 256 * 256, "[256, 256]").all();
            for (Box box : new Box[]{new Box(256, 256, Swizzle.NONE), new Box(256, 32, Swizzle.BYTES_64),
                    new Box(256, 64, Swizzle.BYTES_128), new Box(1, 8, Swizzle.BYTES_128)}) {
                device.tensorMap(memory, 256, 256, 256, box);
            }
            assertEquals(256 * 64 * 2, new Box(256, 64, Swizzle.BYTES_128).bytes());
        }
    }

    /** It describes memory that somebody else owns: once that is freed, a kernel would follow it to nowhere. */
    @Test
    void itIsOfUseWhileItsBufferIsOpen() {
        TensorMap map;
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer buffer = device.allocate(2 * 64 * 32, "[64, 32]");
            map = device.tensorMap(buffer.all(), 64, 32, 32, BOX);
            described(device, stream, map);
            buffer.close();
            String message = assertThrows(IllegalStateException.class, () -> described(device, stream, map))
                    .getMessage();
            assertTrue(message.contains("for [64, 32] is closed"), message);
            assertThrows(IllegalStateException.class, () -> device.tensorMap(buffer.all(), 64, 32, 32, BOX));
        }
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            assertThrows(IllegalStateException.class, () -> described(device, stream, map));
        }
    }

    @Test
    void itFitsNoOtherParameter() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer buffer = device.allocate(2 * 64 * 32, "[64, 32]");
            TensorMap map = device.tensorMap(buffer.all(), 64, 32, 32, BOX);
            CudaKernel described = kernels(device).kernel("described");
            LaunchShape shape = LaunchShape.of(1, 1);
            String message = assertThrows(IllegalArgumentException.class,
                    () -> described.launch(stream, shape, map, 1, buffer, 1f)).getMessage();
            assertTrue(message.contains("takes 4 parameters of sizes [8, 4, 128, 4], got 4 of sizes [128, 4, 8, 4]")
                    && message.contains("tensor map [64, 32] with pitch 32 in boxes [64, 32] with BYTES_64 of bytes"),
                    message);
        }
    }

    /** Cards that have no such engine never touch the function, which their driver may not even have. */
    @Test
    void aCardWithoutTheEngineIsNotAsked() {
        stand.capability(0, 8, 6);
        cuda = present();
        try (CudaDevice device = cuda.open(0)) {
            assertFalse(device.makesTensorMaps());
            DeviceBuffer buffer = device.allocate(2 * 64 * 32, "[64, 32]");
            String message = assertThrows(UnsupportedOperationException.class,
                    () -> device.tensorMap(buffer.all(), 64, 32, 32, BOX)).getMessage();
            assertTrue(message.contains("sm_86") && message.contains("needs compute capability 9.0"), message);
            assertEquals(0, stand.calls("cuTensorMapEncodeTiled"));
        }
        assertFalse(CudaLibrary.DRIVER.symbols().contains("cuTensorMapEncodeTiled"), "no driver is refused for it");
    }

    @Test
    void aFailureOfTheDriverNamesTheShapes() {
        try (CudaDevice device = cuda.open(0)) {
            assertTrue(device.makesTensorMaps());
            DeviceBuffer buffer = device.allocate(2 * 64 * 32, "[64, 32]");
            stand.fail("cuTensorMapEncodeTiled", 1, 1);
            var failure = assertThrows(CudaException.class,
                    () -> device.tensorMap(buffer.all(), 64, 32, 32, BOX));
            assertEquals("CUDA_ERROR_INVALID_VALUE", failure.codeName());
            assertTrue(failure.getMessage().startsWith(
                    "cuTensorMapEncodeTiled ([64, 32] with pitch 32 in boxes [64, 32] with BYTES_64, bytes [0, 4096)"),
                    failure.getMessage());
        }
    }
}

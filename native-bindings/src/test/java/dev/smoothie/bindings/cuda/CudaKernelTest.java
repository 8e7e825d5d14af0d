package dev.smoothie.bindings.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Modules and launches, on the double: that arguments arrive as they are, and wrong ones not at all. */
class CudaKernelTest extends DoubledCuda {

    @Test
    void aKernelRunsOnWhatTheStreamHasPutThere() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer x = upload(device, stream, 1, 2, 3, 4);
            CudaKernel scale = kernels(device).kernel("scale");
            scale.launch(stream, LaunchShape.of(1, 256), x.slice(4, 8), 2L, 10f);
            assertArrayEquals(new float[]{1, 20, 30, 4}, download(stream, x.all()));
        }
    }

    @Test
    void everyKindOfArgumentArrives() {
        try (CudaDevice device = cuda.open(0);
                CudaStream stream = device.newStream();
                Arena arena = Arena.ofConfined()) {
            DeviceBuffer out = device.allocate(7 * 8, "seven doubles");
            kernels(device).kernel("parameters").launch(stream, LaunchShape.of(1, 1), out, -7, Integer.MIN_VALUE,
                    Long.MIN_VALUE + 1, -1L, Float.MIN_NORMAL, Math.PI, 0L);
            MemorySegment host = arena.allocate(7 * 8, 8);
            stream.download(out.all(), host);
            assertArrayEquals(new double[]{-7, 0x1p31, -0x1p63, 0x1p64, Float.MIN_NORMAL, Math.PI, 1},
                    host.toArray(JAVA_DOUBLE));
        }
    }

    /** A launch copies its arguments: they may change before the kernel runs. */
    @Test
    void launchesDoNotShareTheirArguments() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer x = upload(device, stream, 1, 1, 1);
            CudaKernel scale = kernels(device).kernel("scale");
            for (int i = 0; i < 3; i++) {
                scale.launch(stream, LaunchShape.of(1, 1), x.slice(4L * i, 4), 1L, i + 2f);
            }
            assertArrayEquals(new float[]{2, 3, 4}, download(stream, x.all()));
        }
    }

    @Test
    void argumentsThatDoNotFitTheKernelAreRefused() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer x = upload(device, stream, 1, 2);
            CudaKernel scale = kernels(device).kernel("scale");
            LaunchShape shape = LaunchShape.of(1, 32);
            refused("takes 3 parameters of sizes [8, 8, 4], got 2", () -> scale.launch(stream, shape, x, 2L));
            refused("got 4", () -> scale.launch(stream, shape, x, 2L, 1f, 1f));
            refused("got 3 of sizes [8, 4, 4]", () -> scale.launch(stream, shape, x, 2, 1f));
            refused("java.lang.Short", () -> scale.launch(stream, shape, x, (short) 2, 1f));
            refused("float[]", () -> scale.launch(stream, shape, new float[2], 2L, 1f));
            assertEquals(0, stand.calls("cuLaunchKernel"));
        }
    }

    private static void refused(String part, Executable launch) {
        String message = assertThrows(IllegalArgumentException.class, launch).getMessage();
        assertTrue(message.contains("kernel scale") && message.contains(part), message);
    }

    @Test
    void shapesBeyondTheLimitsAreRefused() {
        for (int[] shape : new int[][]{{0, 1, 1, 1, 0}, {1, 0, 1, 1, 0}, {1, 65536, 1, 1, 0}, {1, 1, 0, 1, 0},
                {1, 1, 1025, 1, 0}, {1, 1, 65536, 65536, 0}, {1, 1, 1, 1, -1}}) {
            assertThrows(IllegalArgumentException.class,
                    () -> new LaunchShape(shape[0], shape[1], shape[2], shape[3], shape[4]));
        }
        assertEquals(1024, new LaunchShape(Integer.MAX_VALUE, 65535, 32, 32, 0).threads());
    }

    @Test
    void moreSharedMemoryHasToBeAllowedFirst() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer out = device.allocate(7 * 8, "seven doubles");
            CudaKernel kernel = kernels(device).kernel("parameters");
            Object[] arguments = {out, 0, 0, 0L, 0L, 0f, 0.0, 0L};
            var shape = new LaunchShape(1, 1, 1, 1, 100_000);
            assertThrows(CudaException.class, () -> kernel.launch(stream, shape, arguments));
            kernel.allowShared(100_000);
            kernel.launch(stream, shape, arguments);
            var tooMuch = assertThrows(CudaException.class,
                    () -> kernel.allowShared(device.info().sharedPerBlock() + 1));
            assertTrue(tooMuch.getMessage().contains("cuFuncSetAttribute (232449 bytes of shared memory for kernel"),
                    tooMuch.getMessage());
            assertTrue(kernel.registers() > 0 && kernel.localBytes() == 0);
            // The double's kernel fails a launch with more than one thread or any shared memory.
            assertThrows(CudaException.class, stream::synchronize);
            assertThrows(CudaException.class, device::close);
        }
    }

    @Test
    void aKernelThatIsNotThereIsNamed() {
        try (CudaDevice device = cuda.open(0)) {
            CudaModule module = kernels(device);
            var failure = assertThrows(CudaException.class, () -> module.kernel("skale"));
            assertEquals("cuModuleGetFunction", failure.function());
            assertEquals("CUDA_ERROR_NOT_FOUND", failure.codeName());
            assertTrue(failure.getMessage().contains("kernel skale of module kernels.cu"), failure.getMessage());
        }
    }

    @Test
    void codeForAnotherCardIsNotLoaded() {
        try (CudaDevice device = cuda.open(0)) {
            byte[] cubin = cuda.nvrtc().compile(KERNELS, 80);
            var failure = assertThrows(CudaException.class, () -> device.load(cubin, "kernels"));
            assertEquals("CUDA_ERROR_NO_BINARY_FOR_GPU", failure.codeName());
            assertTrue(failure.getMessage().contains("sm_90"), failure.getMessage());
            assertThrows(CudaException.class, () -> device.load(new byte[0], "nothing"));
        }
    }

    /** A failed kernel comes to light when something waits, and fails all that follows; closing still ends. */
    @Test
    void aKernelThatFailsFailsTheDevice() {
        CudaDevice device = cuda.open(0);
        CudaStream stream = device.newStream();
        kernels(device).kernel("broken").launch(stream, LaunchShape.of(1, 1));
        assertEquals("cudaErrorLaunchFailure", assertThrows(CudaException.class, stream::synchronize).codeName());
        assertThrows(CudaException.class, () -> device.allocate(8, "more"));
        assertThrows(CudaException.class, device::close);
        device.close();
        assertThrows(IllegalStateException.class, device::memory);
    }

    @Test
    void aBufferOfAnotherDeviceOrClosedIsRefused() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            CudaKernel scale = kernels(device).kernel("scale");
            DeviceBuffer closed = upload(device, stream, 1);
            closed.close();
            LaunchShape shape = LaunchShape.of(1, 1);
            assertThrows(IllegalStateException.class, () -> scale.launch(stream, shape, closed, 1L, 1f));
            assertEquals(List.of(), List.of(stand.complaint()).stream().filter(said -> !said.isEmpty()).toList());
        }
    }
}

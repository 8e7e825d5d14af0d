package dev.smoothie.bindings.cuda;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests which thread may use what, until when, and what is left after a failure; on the double. */
class CudaLifetimeTest extends DoubledCuda {

    /** Uses everything once; leaves all closing to the device. */
    private void useAll() {
        try (CudaDevice device = cuda.open(0)) {
            device.memory();
            CudaStream stream = device.newStream();
            CudaStream other = device.newStream();
            CudaEvent event = device.newEvent();
            PinnedBuffer pinned = device.allocatePinned(32, "a chunk");
            DeviceBuffer buffer = device.allocate(32, "eight floats");
            stream.upload(pinned.segment(), buffer.all());
            stream.fill(buffer.all(), (byte) 0);
            stream.mark(event);
            other.await(event);
            CuBlas blas = device.newBlas(stream, device.allocate(64, "workspace").all());
            DeviceMatrix matrix = DeviceMatrix.dense(buffer.slice(0, 16), DeviceMatrix.Type.FLOAT32, 2, 2);
            DeviceMatrix product = DeviceMatrix.dense(buffer.slice(16, 16), DeviceMatrix.Type.FLOAT32, 2, 2);
            blas.multiplyTransposed(CuBlas.Multiply.FLOAT32, 1, matrix, matrix, 0, product);
            CudaKernel scale = kernels(device).kernel("scale");
            scale.allowShared(1000);
            scale.launch(stream, LaunchShape.of(1, 8), buffer, 8L, 2f);
            stream.mark(event);
            event.synchronize();
            event.millisSince(event);
            stream.synchronize();
            device.synchronize();
        }
    }

    @Test
    void closingTheDeviceFreesAllThatItMade() {
        useAll();
        assertEquals(0, stand.open());
        assertEquals(0, stand.used(0));
        assertEquals("", stand.complaint());
    }

    /** Whatever fails is named, nothing that was built before is left behind, and the next use works. */
    @ParameterizedTest
    @ValueSource(strings = {"cudaSetDevice", "cudaMemGetInfo", "cudaStreamCreateWithFlags", "cudaEventCreateWithFlags",
            "cudaHostAlloc", "cudaMalloc", "cudaMemcpyAsync", "cudaMemsetAsync", "cudaEventRecord",
            "cudaStreamWaitEvent", "cublasCreate_v2", "cublasSetMathMode", "cublasSetStream_v2",
            "cublasSetWorkspace_v2", "cublasGemmEx_64", "nvrtcCreateProgram", "nvrtcCompileProgram",
            "cuModuleLoadData", "cuModuleGetFunction", "cuFuncGetAttribute", "cuFuncSetAttribute", "cuLaunchKernel",
            "cudaEventSynchronize", "cudaEventElapsedTime", "cudaStreamSynchronize", "cudaDeviceSynchronize"})
    void aFailureIsNamedAndLeavesNothingBehind(String function) {
        for (int nth = 1; nth <= (function.equals("cudaMalloc") ? 2 : 1); nth++) {
            stand.reset();
            stand.fail(function, 1, nth);
            var failure = assertThrows(CudaException.class, this::useAll);
            assertEquals(function, failure.function());
            assertEquals(1, failure.code());
            assertTrue(failure.getMessage().startsWith(function + " (")
                    && failure.getMessage().contains("): 1 " + failure.codeName()), failure.getMessage());
            assertEquals(0, stand.open(), function);
            useAll();
            assertEquals("", stand.complaint());
        }
    }

    /** What cannot be freed is said, and the rest is freed all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"cudaFree", "cudaFreeHost", "cudaStreamDestroy", "cudaEventDestroy", "cublasDestroy_v2",
            "cuModuleUnload"})
    void aFailureToFreeIsSaidAndTheRestIsFreed(String function) {
        stand.fail(function, 1, 1);
        assertEquals(function, assertThrows(CudaException.class, this::useAll).function());
        assertEquals(1, stand.open());
        useAll();
    }

    @Test
    void outOfMemorySaysWhatWasAskedAndWhatIsFree() {
        stand.memory(0, 3L << 30);
        cuda = present();
        assertEquals(3L << 30, cuda.devices().getFirst().memory());
        try (CudaDevice device = cuda.open(0)) {
            DeviceBuffer large = device.allocate(2L << 30, "the base");
            var failure = assertThrows(DeviceOutOfMemoryException.class,
                    () -> device.allocate((1L << 30) + 1, "tile [4096, 65536]"));
            assertEquals((1L << 30) + 1, failure.asked());
            assertEquals(1L << 30, failure.free());
            assertEquals(
                    "cudaMalloc (1.0 GiB for tile [4096, 65536]) on device 0 (CUDA double 0 (the host, not a GPU)):"
                            + " 2 cudaErrorMemoryAllocation; 1.0 GiB of 3.0 GiB are free on the card",
                    failure.getMessage());
            assertEquals(new CudaDevice.Memory(1L << 30, 3L << 30), device.memory());
            // The failure is not cuBLAS's: it would find it, had it been left where it is kept.
            CudaStream stream = device.newStream();
            large.close();
            CuBlas blas = device.newBlas(stream, device.allocate(1 << 20, "workspace").all());
            DeviceMatrix x = DeviceMatrix.dense(upload(device, stream, 2).all(), DeviceMatrix.Type.FLOAT32, 1, 1);
            DeviceMatrix y = DeviceMatrix.dense(upload(device, stream, 0).all(), DeviceMatrix.Type.FLOAT32, 1, 1);
            blas.multiplyTransposed(CuBlas.Multiply.FLOAT32, 1, x, x, 0, y);
            assertArrayEquals(new float[]{4}, download(stream, y.memory()));
            stand.failAbove(1000);
            assertThrows(DeviceOutOfMemoryException.class, () -> device.allocate(1001, "more"));
            device.allocate(1000, "as much").close();
            stand.fail("cudaHostAlloc", 2, 1);
            assertThrows(DeviceOutOfMemoryException.class, () -> device.allocatePinned(8, "a chunk"));
            stand.fail("cublasCreate_v2", 3, 1);
            assertThrows(DeviceOutOfMemoryException.class,
                    () -> device.newBlas(stream, device.allocate(8, "workspace").all()));
        }
        assertEquals(0, stand.open());
    }

    @Test
    void whatIsClosedIsOfNoUse() {
        CudaDevice device = cuda.open(0);
        CudaStream stream = device.newStream();
        DeviceBuffer buffer = upload(device, stream, 1);
        CudaEvent event = device.newEvent();
        DeviceBuffer room = device.allocate(8, "workspace");
        CuBlas blas = device.newBlas(stream, room.all());
        DeviceMatrix x = DeviceMatrix.dense(buffer.all(), DeviceMatrix.Type.FLOAT32, 1, 1);
        room.close();
        room.close();
        closed("workspace", () -> blas.multiplyTransposed(CuBlas.Multiply.FLOAT32, 1, x, x, 0, x));
        buffer.close();
        closed("test floats", () -> stream.fill(buffer.all(), (byte) 0));
        event.close();
        closed("event", () -> stream.mark(event));
        stream.close();
        closed("stream", stream::synchronize);
        PinnedBuffer pinned = device.allocatePinned(8, "a chunk");
        device.close();
        closed("device 0", device::newStream);
        closed("device 0", blas::use);
        assertThrows(IllegalStateException.class, () -> pinned.segment().fill((byte) 0));
        device.close();
        blas.close();
        assertEquals(0, stand.open());
        assertEquals("", stand.complaint());
    }

    private static void closed(String what, Executable use) {
        String message = assertThrows(IllegalStateException.class, use).getMessage();
        assertTrue(message.contains(what) && message.contains("is closed"), message);
    }

    @Test
    void onlyTheThreadThatOpenedADeviceUsesIt() throws Exception {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer buffer = upload(device, stream, 1);
            CudaKernel scale = kernels(device).kernel("scale");
            for (Executable use : List.<Executable>of(device::memory, device::close, device::newStream, stream::close,
                    stream::synchronize, buffer::close, () -> stream.fill(buffer.all(), (byte) 0),
                    () -> scale.launch(stream, LaunchShape.of(1, 1), buffer, 1L, 1f))) {
                Throwable thrown = onAnotherThread(Thread.ofPlatform().factory(), use);
                String message = assertInstanceOf(WrongThreadException.class, thrown).getMessage();
                assertTrue(message.contains("each thread opens its own"), message);
            }
            assertArrayEquals(new float[]{1}, download(stream, buffer.all()), "still open, and as it was");
        }
    }

    @Test
    void aVirtualThreadOpensNoneAndAThreadOnlyOne() throws Exception {
        assertInstanceOf(WrongThreadException.class,
                onAnotherThread(Thread.ofVirtual().factory(), () -> cuda.open(0)));
        try (CudaDevice device = cuda.open(0)) {
            assertThrows(IllegalStateException.class, () -> cuda.open(0));
            assertEquals(0, device.info().ordinal());
        }
        assertThrows(IndexOutOfBoundsException.class, () -> cuda.open(1));
        cuda.open(0).close();
    }

    private static Throwable onAnotherThread(java.util.concurrent.ThreadFactory factory, Executable use)
            throws InterruptedException {
        try (var one = Executors.newThreadPerTaskExecutor(factory)) {
            Callable<Void> call = () -> {
                try {
                    use.execute();
                } catch (Exception e) {
                    throw e;
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
                return null;
            };
            return assertThrows(ExecutionException.class, () -> one.submit(call).get()).getCause();
        }
    }

    @Test
    void severalDevicesWorkAtOnceEachOnItsThread() throws Exception {
        int count = 4;
        stand.devices(count);
        cuda = present();
        assertEquals(count, cuda.devices().size());
        var opened = new CyclicBarrier(count);
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var results = new ArrayList<Future<float[]>>();
            for (int i = 0; i < count; i++) {
                int ordinal = i;
                results.add(threads.submit(() -> {
                    try (CudaDevice device = cuda.open(ordinal); CudaStream stream = device.newStream()) {
                        opened.await();
                        DeviceBuffer x = upload(device, stream, ordinal, 1);
                        kernels(device).kernel("scale").launch(stream, LaunchShape.of(1, 2), x, 2L, 3f);
                        assertEquals(8, stand.used(ordinal));
                        return download(stream, x.all());
                    }
                }));
            }
            var seen = new HashSet<Float>();
            for (Future<float[]> result : results) {
                assertEquals(3, result.get()[1]);
                seen.add(result.get()[0]);
            }
            assertEquals(java.util.Set.of(0f, 3f, 6f, 9f), seen);
        }
        assertEquals(0, stand.open());
        assertEquals("", stand.complaint());
    }

    @Test
    void whatBelongsToAnotherDeviceIsRefused() throws Exception {
        stand.devices(2);
        cuda = present();
        var made = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var buffers = new ArrayList<DeviceBuffer>();
            Future<?> other = threads.submit(() -> {
                try (CudaDevice device = cuda.open(1)) {
                    buffers.add(device.allocate(4, "a float"));
                    made.countDown();
                    done.await();
                }
                return null;
            });
            made.await();
            try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
                assertThrows(WrongThreadException.class, () -> stream.fill(buffers.getFirst().all(), (byte) 0));
            } finally {
                done.countDown();
            }
            other.get();
        }
    }
}

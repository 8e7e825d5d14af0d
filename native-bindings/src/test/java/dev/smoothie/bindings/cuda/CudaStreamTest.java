package dev.smoothie.bindings.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Copies and their order, on the double, where a stream does nothing before something waits for it. */
class CudaStreamTest extends DoubledCuda {

    @Test
    void whatIsUploadedIsDownloadedAndWhatIsNotIsNoNumber() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer buffer = device.allocate(5 * 4, "five floats");
            try (Arena arena = Arena.ofConfined()) {
                stream.upload(arena.allocateFrom(JAVA_FLOAT, 1, 2, 3), buffer.slice(4, 12));
            }
            assertArrayEquals(new float[]{Float.NaN, 1, 2, 3, Float.NaN}, download(stream, buffer.all()));
        }
    }

    @Test
    void pinnedMemoryIsCopiedLaterAndAnyOtherAtOnce() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer buffer = upload(device, stream, 1, 2);
            PinnedBuffer pinned = device.allocatePinned(8, "a chunk");
            pinned.segment().setAtIndex(JAVA_FLOAT, 0, 7);
            stream.download(buffer.all(), pinned.segment());
            assertEquals(7, pinned.segment().getAtIndex(JAVA_FLOAT, 0));
            stream.synchronize();
            assertEquals(1, pinned.segment().getAtIndex(JAVA_FLOAT, 0));
            stream.upload(pinned.segment(), buffer.all());
            pinned.segment().setAtIndex(JAVA_FLOAT, 0, 9); // too early: the copy has not been made
            assertArrayEquals(new float[]{9, 2}, download(stream, buffer.all()));
        }
    }

    @Test
    void aStreamSeesAnothersWorkOnceItHasAwaitedIt() {
        try (CudaDevice device = cuda.open(0);
                CudaStream copies = device.newStream();
                CudaStream work = device.newStream()) {
            DeviceBuffer buffer = device.allocate(4, "a float");
            DeviceBuffer copy = device.allocate(4, "its copy");
            PinnedBuffer pinned = device.allocatePinned(4, "a chunk");
            pinned.segment().set(JAVA_FLOAT, 0, 3);
            copies.upload(pinned.segment(), buffer.all());
            work.copy(buffer.all(), copy.all());
            assertArrayEquals(new float[]{Float.NaN}, download(work, copy.all()), "nothing made it wait");
            CudaEvent uploaded = device.newEvent();
            copies.mark(uploaded);
            work.await(uploaded);
            work.copy(buffer.all(), copy.all());
            assertArrayEquals(new float[]{3}, download(work, copy.all()));
            uploaded.synchronize();
        }
    }

    @Test
    void eventsKeepTheTime() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            CudaEvent start = device.newEvent();
            CudaEvent end = device.newEvent();
            var unmarked = assertThrows(CudaException.class, () -> end.millisSince(start));
            assertEquals("cudaErrorInvalidResourceHandle", unmarked.codeName());
            stream.mark(start);
            stream.fill(device.allocate(1 << 20, "zeros").all(), (byte) 0);
            stream.mark(end);
            assertEquals("cudaErrorNotReady",
                    assertThrows(CudaException.class, () -> end.millisSince(start)).codeName());
            end.synchronize();
            assertTrue(end.millisSince(start) >= 0);
            assertTrue(start.millisSince(end) <= 0);
        }
    }

    @Test
    void everyByteIsFilled() {
        try (CudaDevice device = cuda.open(0); CudaStream stream = device.newStream()) {
            DeviceBuffer buffer = upload(device, stream, 1, 2, 3);
            stream.fill(buffer.slice(4, 4), (byte) 0x80);
            assertArrayEquals(new float[]{1, Float.intBitsToFloat(0x80808080), 3}, download(stream, buffer.all()));
        }
    }

    @Test
    void mappedFilesAreUploaded(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("floats"), new byte[]{9, 0, 0, (byte) 0x80, 0x3f});
        try (CudaDevice device = cuda.open(0);
                CudaStream stream = device.newStream();
                Arena arena = Arena.ofConfined();
                var channel = FileChannel.open(file)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 5, arena);
            DeviceBuffer buffer = device.allocate(4, "a float");
            stream.upload(mapped.asSlice(1), buffer.all());
            assertArrayEquals(new float[]{mapped.get(JAVA_FLOAT_UNALIGNED, 1)}, download(stream, buffer.all()));
            refused("read-only", () -> stream.download(buffer.all(), mapped.asSlice(1)));
        }
    }

    @Test
    void extentsAreCheckedBeforeTheCall() {
        try (CudaDevice device = cuda.open(0);
                CudaStream stream = device.newStream();
                Arena arena = Arena.ofConfined()) {
            DeviceBuffer buffer = device.allocate(16, "four floats");
            MemorySegment three = arena.allocate(12);
            refused("needs 16 bytes outside the heap, got 12", () -> stream.upload(three, buffer.all()));
            refused("needs 16 bytes outside the heap, got 12", () -> stream.download(buffer.all(), three));
            refused("on the heap", () -> stream.upload(MemorySegment.ofArray(new float[4]), buffer.all()));
            refused("[8, 20)", () -> buffer.slice(8, 12));
            refused("[-4, 4)", () -> buffer.slice(-4, 8));
            refused("[4, 3)", () -> buffer.slice(4, -1));
            refused("four floats", () -> buffer.slice(Long.MAX_VALUE, 4));
            refused("[4, 12)", () -> buffer.slice(0, 8).slice(4, 8));
            refused("the sizes differ", () -> stream.copy(buffer.slice(0, 4), buffer.slice(8, 8)));
            refused("0 bytes", () -> device.allocate(0, "nothing"));
            refused("0 pinned bytes", () -> device.allocatePinned(0, "nothing"));
            assertEquals(0, stand.calls("cudaMemcpyAsync"));
        }
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}

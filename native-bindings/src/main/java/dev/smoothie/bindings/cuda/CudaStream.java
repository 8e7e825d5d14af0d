package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.lang.foreign.MemorySegment;

/**
 * A queue of work for a card: what is given to it is done in order. A call that gives work returns before the work is
 * done, so a failure may come to light in any later call.
 */
public final class CudaStream extends RuntimeHandle {
    private CudaStream(CudaDevice device, MemorySegment handle) {
        super(device, handle);
    }

    static CudaStream create(CudaDevice device) {
        return new CudaStream(device, make(device, "cudaStreamCreateWithFlags",
                pointer -> CudaRuntime.cudaStreamCreateWithFlags(pointer, CudaRuntime.cudaStreamNonBlocking())));
    }

    /**
     * Copies from the host to the card. Memory of a {@link PinnedBuffer} is read later, and must stay as it is until
     * this stream has come to it; any other memory has been read when this returns.
     *
     * @param from
     *            memory outside the heap
     * @param to
     *            as many bytes
     */
    public void upload(MemorySegment from, DeviceSlice to) {
        checkHost(from, to.bytes(), "upload to " + to);
        copy(MemorySegment.ofAddress(to.addressOn(device())), from, to.bytes(), CudaRuntime.cudaMemcpyHostToDevice(),
                "from the host to", to);
        waitUnlessPinned(from);
    }

    /**
     * Copies from the card to the host. Memory of a {@link PinnedBuffer} is written later, and holds the bytes once
     * this stream has been synchronised; any other memory holds them when this returns.
     *
     * @param from
     *            memory of the card
     * @param to
     *            as many bytes outside the heap
     */
    public void download(DeviceSlice from, MemorySegment to) {
        checkHost(to, from.bytes(), "download from " + from);
        if (to.isReadOnly()) {
            throw new IllegalArgumentException("download from %s: the host's memory is read-only".formatted(from));
        }
        copy(to, MemorySegment.ofAddress(from.addressOn(device())), from.bytes(), CudaRuntime.cudaMemcpyDeviceToHost(),
                "to the host from", from);
        waitUnlessPinned(to);
    }

    /** Copies on the card, as many bytes as both have; they may not overlap. */
    public void copy(DeviceSlice from, DeviceSlice to) {
        if (from.bytes() != to.bytes()) {
            throw new IllegalArgumentException("copy of %s to %s: the sizes differ".formatted(from, to));
        }
        copy(MemorySegment.ofAddress(to.addressOn(device())), MemorySegment.ofAddress(from.addressOn(device())),
                to.bytes(), CudaRuntime.cudaMemcpyDeviceToDevice(), "on the card to", to);
    }

    /** Sets every byte of the slice. */
    public void fill(DeviceSlice slice, byte value) {
        use();
        CudaStatus.runtime(CudaRuntime.cudaMemsetAsync(MemorySegment.ofAddress(slice.addressOn(device())), value & 0xff,
                slice.bytes(), handle()), "cudaMemsetAsync", slice::toString);
    }

    /** Lets the event mark the end of the work given so far; what it marked before is forgotten. */
    public void mark(CudaEvent event) {
        use();
        CudaStatus.runtime(CudaRuntime.cudaEventRecord(event.handleOn(device()), handle()), "cudaEventRecord",
                event::toString);
    }

    /**
     * Lets the work given from now on wait for an event; the host does not wait. An event never marked holds nothing
     * up.
     */
    public void await(CudaEvent event) {
        use();
        CudaStatus.runtime(CudaRuntime.cudaStreamWaitEvent(handle(), event.handleOn(device()), 0),
                "cudaStreamWaitEvent",
                event::toString);
    }

    /** Waits on the host until all work given so far is done. */
    public void synchronize() {
        use();
        CudaStatus.runtime(CudaRuntime.cudaStreamSynchronize(handle()), "cudaStreamSynchronize", this::toString);
    }

    private void copy(MemorySegment to, MemorySegment from, long bytes, int kind, String direction,
            DeviceSlice slice) {
        use();
        CudaStatus.runtime(CudaRuntime.cudaMemcpyAsync(to, from, bytes, kind, handle()), "cudaMemcpyAsync",
                () -> "%d bytes %s %s".formatted(bytes, direction, slice));
    }

    /**
     * Waits unless the memory is pinned. Other memory the driver may copy now or later, and nothing tells when it may
     * be freed.
     */
    private void waitUnlessPinned(MemorySegment host) {
        if (!device().isPinned(host)) {
            synchronize();
        }
    }

    private static void checkHost(MemorySegment host, long bytes, String what) {
        if (!host.isNative() || host.byteSize() != bytes) {
            throw new IllegalArgumentException("%s: needs %d bytes outside the heap, got %d %s".formatted(what, bytes,
                    host.byteSize(), host.isNative() ? "outside" : "on the heap"));
        }
    }

    @Override
    void release() {
        CudaStatus.runtime(CudaRuntime.cudaStreamDestroy(handle()), "cudaStreamDestroy", this::toString);
    }

    @Override
    public String toString() {
        return "stream 0x%x of %s".formatted(handle().address(), device());
    }
}

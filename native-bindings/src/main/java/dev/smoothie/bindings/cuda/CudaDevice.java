package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.function.Supplier;

/**
 * A card opened by one platform thread, the only one that may use it or anything made from it: CUDA keeps the current
 * device for each thread of the operating system. A thread has one device open at a time; several threads may each open
 * the same card or different ones. The device owns what is made from it, so that closing it frees what a failure left
 * behind.
 */
public final class CudaDevice implements AutoCloseable {
    private static final ThreadLocal<CudaDevice> OPEN = new ThreadLocal<>();
    /** Bytes for two results of a call. */
    private static final int RESULT_BYTES = 16;
    /** Compute capability, before the point. */
    private static final int FIRST_WITH_TENSOR_MAPS = 9;

    private final DeviceInfo info;
    private final Thread owner = Thread.currentThread();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment result = arena.allocate(RESULT_BYTES, Long.BYTES);
    private final LinkedHashSet<DeviceResource> resources = new LinkedHashSet<>();
    private boolean closed;

    private CudaDevice(DeviceInfo info) {
        this.info = info;
    }

    /** Memory of a card in bytes: what is free now, not necessarily in one piece, and all of it. */
    public record Memory(long free, long total) {}

    static CudaDevice open(DeviceInfo info) {
        if (Thread.currentThread().isVirtual()) {
            throw new WrongThreadException(
                    "a CUDA device is opened by a platform thread: the current device belongs to the thread of the operating system, which a virtual thread changes");
        }
        if (OPEN.get() != null) {
            throw new IllegalStateException("%s has %s open already, and was to open %s".formatted(
                    Thread.currentThread(), OPEN.get(), info.describe()));
        }
        CudaStatus.runtime(CudaRuntime.cudaSetDevice(info.ordinal()), "cudaSetDevice",
                () -> "device " + info.describe());
        var device = new CudaDevice(info);
        OPEN.set(device);
        return device;
    }

    /** The properties of the card. */
    public DeviceInfo info() {
        return info;
    }

    /** Asks how much memory is free now. */
    public Memory memory() {
        use();
        CudaStatus.runtime(CudaRuntime.cudaMemGetInfo(result, result.asSlice(Long.BYTES)), "cudaMemGetInfo",
                this::toString);
        return new Memory(result.get(CudaRuntime.C_LONG, 0), result.get(CudaRuntime.C_LONG, Long.BYTES));
    }

    /**
     * Allocates memory on the card; what it holds is undefined.
     *
     * @param bytes
     *            how much, at least 1
     * @param purpose
     *            what for, with the shape, for the message where it does not fit: {@code "tile [4096, 65536]"}
     * @throws DeviceOutOfMemoryException
     *             if there is not enough
     */
    public DeviceBuffer allocate(long bytes, String purpose) {
        return own(DeviceBuffer.allocate(this, bytes, purpose));
    }

    /**
     * Allocates page-locked memory on the host, which the card copies from and to by itself while the thread goes on.
     *
     * @param bytes
     *            how much, at least 1
     * @param purpose
     *            what for, for the message where it does not fit
     * @throws DeviceOutOfMemoryException
     *             if there is not enough
     */
    public PinnedBuffer allocatePinned(long bytes, String purpose) {
        return own(PinnedBuffer.allocate(this, bytes, purpose));
    }

    /** Makes a stream that waits for no other. */
    public CudaStream newStream() {
        return own(CudaStream.create(this));
    }

    /** Makes an event that keeps the time. */
    public CudaEvent newEvent() {
        return own(CudaEvent.create(this));
    }

    /** Makes a handle of cuBLAS, with a stream and a workspace to run on. */
    public CuBlas newBlas(CudaStream stream, DeviceSlice workspace) {
        return own(CuBlas.create(this, stream, workspace));
    }

    /**
     * Loads compiled kernels.
     *
     * @param cubin
     *            what {@link Nvrtc} made for this card's architecture
     * @param name
     *            what to call them in messages
     */
    public CudaModule load(byte[] cubin, String name) {
        return own(CudaModule.load(this, cubin, name));
    }

    /** Whether {@link #tensorMap} can be called: the card has compute capability 9.0 or later, and its driver knows. */
    public boolean makesTensorMaps() {
        return info.major() >= FIRST_WITH_TENSOR_MAPS && CudaLibraries.driverMakesTensorMaps();
    }

    /**
     * Describes a row-major matrix of 16-bit elements on the card to its copy engine, by {@code cuTensorMapEncodeTiled}
     * of cuda.h.
     *
     * @param memory
     *            where it lies, from its first element on, aligned to 16 bytes; may be longer than needed
     * @param rows
     *            at least 1
     * @param columns
     *            at least 1
     * @param pitch
     *            elements from one row to the next: at least {@code columns}, a multiple of 8
     * @param box
     *            what one copy moves
     * @return the description, of use while {@code memory}'s buffer is open
     * @throws UnsupportedOperationException
     *             unless {@link #makesTensorMaps()}
     */
    public TensorMap tensorMap(DeviceSlice memory, long rows, long columns, long pitch, TensorMap.Box box) {
        return TensorMap.encode(this, memory, rows, columns, pitch, box);
    }

    /**
     * Waits until the card has done all that it was given. Failures of kernels that have not been reported yet are
     * thrown here.
     */
    public void synchronize() {
        use();
        CudaStatus.runtime(CudaRuntime.cudaDeviceSynchronize(), "cudaDeviceSynchronize", this::toString);
    }

    /** Checks that this is the thread that opened it and that it is open. */
    void use() {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException("%s was opened by %s, and is used by %s; each thread opens its own"
                    .formatted(this, owner, Thread.currentThread()));
        }
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** Memory for the result of a call, 16 bytes; the next call overwrites it. */
    MemorySegment result() {
        return result;
    }

    /** Whether memory of the host is one of the pinned buffers, in all its length. */
    boolean isPinned(MemorySegment host) {
        return resources.stream().anyMatch(resource -> resource instanceof PinnedBuffer pinned && pinned.holds(host));
    }

    private <T extends DeviceResource> T own(T resource) {
        resources.add(resource);
        return resource;
    }

    void disown(DeviceResource resource) {
        resources.remove(resource);
    }

    /**
     * Waits for the card and frees everything that was made from it and is still open. The card's own state stays:
     * others in this process may use it.
     *
     * @throws CudaException
     *             the first failure, once all has been tried
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        CudaException failure = attempt(this::synchronize, null);
        while (!resources.isEmpty()) {
            failure = attempt(resources.getLast()::close, failure);
        }
        closed = true;
        OPEN.remove();
        arena.close();
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Runs a step of closing. The first failure is the one that is reported, because a card that has failed fails every
     * later call.
     */
    private static CudaException attempt(Runnable step, CudaException before) {
        try {
            step.run();
            return before;
        } catch (CudaException e) {
            return before == null ? e : before;
        }
    }

    /** What is free, for a message about something else that failed. */
    Memory memoryIfKnown() {
        int status = CudaRuntime.cudaMemGetInfo(result, result.asSlice(Long.BYTES));
        return status == CudaRuntime.cudaSuccess()
                ? new Memory(result.get(CudaRuntime.C_LONG, 0), result.get(CudaRuntime.C_LONG, Long.BYTES))
                : new Memory(0, info.memory());
    }

    /** An allocation that failed, as an error that says what was asked and what is free. */
    CudaException outOfMemory(String function, int code, String codeName, long bytes, Supplier<String> asked) {
        Memory memory = memoryIfKnown();
        return new DeviceOutOfMemoryException(function, code, codeName,
                "%s (%s) on %s: %d %s; %s of %s are free on the card".formatted(function, asked.get(), this, code,
                        codeName, Bytes.describe(memory.free()), Bytes.describe(memory.total())),
                bytes, memory.free());
    }

    @Override
    public String toString() {
        return "device %d (%s)".formatted(info.ordinal(), info.name());
    }
}

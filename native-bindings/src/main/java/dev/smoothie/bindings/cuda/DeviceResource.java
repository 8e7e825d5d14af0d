package dev.smoothie.bindings.cuda;

/**
 * A resource that a {@link CudaDevice} made and owns: memory, a stream, a handle. Only the device's thread may use or
 * close it; closing the device closes what is left, the youngest first, and closing twice does nothing.
 */
public abstract sealed class DeviceResource implements AutoCloseable
        permits CuBlas, CudaModule, DeviceBuffer, PinnedBuffer, RuntimeHandle {
    private final CudaDevice device;
    private boolean closed;

    DeviceResource(CudaDevice device) {
        this.device = device;
    }

    /** The device that owns it. */
    public final CudaDevice device() {
        return device;
    }

    /**
     * Checks that it may be used here and now.
     *
     * @throws WrongThreadException
     *             on any thread but the device's
     * @throws IllegalStateException
     *             if it or its device is closed
     */
    final void use() {
        device.use();
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** {@link #use()}, and that {@code user} is of the same device. */
    final void useOn(CudaDevice user) {
        use();
        if (device != user) {
            throw new IllegalArgumentException("%s belongs to %s, and was given to %s".formatted(this, device, user));
        }
    }

    /** Gives back what it holds, after all work on the device that may need it. Safe to call again. */
    @Override
    public final void close() {
        if (closed) {
            return;
        }
        device.use();
        closed = true;
        device.disown(this);
        release();
    }

    /** Frees it; called once, on the device's thread. */
    abstract void release();
}

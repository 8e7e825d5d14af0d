package dev.smoothie.bindings.cuda;

import java.util.Objects;

/**
 * A part of a buffer on a card. It owns nothing, and may be used while the buffer is open.
 *
 * @param buffer
 *            whose part it is
 * @param offset
 *            where it starts in the buffer, in bytes
 * @param bytes
 *            its length
 */
public record DeviceSlice(DeviceBuffer buffer, long offset, long bytes) {
    public DeviceSlice {
        Objects.requireNonNull(buffer, "buffer");
        if (offset < 0 || bytes < 0 || offset > buffer.bytes() - bytes) {
            throw new IllegalArgumentException(
                    "bytes [%d, %d) are not all in the %s".formatted(offset, offset + bytes, buffer));
        }
    }

    /** A part of this part. */
    public DeviceSlice slice(long from, long length) {
        if (from < 0 || length < 0 || from > bytes - length) {
            throw new IllegalArgumentException("bytes [%d, %d) are not all in %s".formatted(from, from + length, this));
        }
        return new DeviceSlice(buffer, offset + from, length);
    }

    /** Its address for work on {@code device}, once it is known to be open and of that device. */
    long addressOn(CudaDevice device) {
        buffer.useOn(device);
        return buffer.address() + offset;
    }

    @Override
    public String toString() {
        return "bytes [%d, %d) of the %s".formatted(offset, offset + bytes, buffer);
    }
}

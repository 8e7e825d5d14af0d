package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CudaException;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.vectors.RowStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rows that lie on a card because it has computed them. What the card can do with them it does there. They are copied
 * to the host only when something on the host asks, all at once; some rows alone by {@link #gather}. They live until
 * {@link #close}; what has been copied lives as long.
 */
public final class ResidentRows implements RowStorage, AutoCloseable {
    private final CardThread thread;
    private final DeviceBuffer buffer;
    private final Arena arena = Arena.ofShared();
    private MemorySegment copy;

    /**
     * Rows on the card of {@code thread}.
     *
     * @param buffer
     *            floats; freed by {@link #close}
     */
    public ResidentRows(CardThread thread, DeviceBuffer buffer) {
        this.thread = thread;
        this.buffer = buffer;
    }

    /** The part of a card's memory where {@code storage} lies, if it lies on {@code card}. */
    public static Optional<DeviceSlice> on(Card card, RowStorage storage) {
        return switch (storage) {
            case ResidentRows rows when rows.buffer.device() == card.device() -> Optional.of(rows.buffer.all());
            case Part(ResidentRows rows, long offset, long length) when rows.buffer.device() == card.device() ->
                Optional.of(rows.buffer.slice(offset, length));
            default -> Optional.empty();
        };
    }

    /** Whether {@code storage} lies on a card. */
    public static boolean onCard(RowStorage storage) {
        return storage instanceof ResidentRows || storage instanceof Part;
    }

    @Override
    public synchronized MemorySegment segment() {
        if (copy == null) {
            MemorySegment host = arena.allocate(buffer.bytes(), Float.BYTES);
            run(card -> {
                card.work().download(buffer.all(), host);
                return null;
            });
            copy = host;
        }
        return copy;
    }

    @Override
    public long bytes() {
        return buffer.bytes();
    }

    /** {@inheritDoc} The card's encoder makes no others. */
    @Override
    public boolean finite() {
        return true;
    }

    @Override
    public RowStorage slice(long offset, long length) {
        return new Part(this, offset, length);
    }

    @Override
    public void gather(long[] rows, long bytesOfRow, MemorySegment target) {
        gather(rows, bytesOfRow, 0, target);
    }

    /** Copies rows one by one: rows that are far apart and few, beside all of them. */
    private void gather(long[] rows, long bytesOfRow, long offset, MemorySegment target) {
        synchronized (this) {
            if (copy != null) {
                new Main(copy.asSlice(offset)).gather(rows, bytesOfRow, target);
                return;
            }
        }
        run(card -> {
            new RowCopies(card, Math.toIntExact(bytesOfRow / Float.BYTES)).download(
                    buffer.slice(offset, buffer.bytes() - offset), rows, target);
            return null;
        });
    }

    private <T> T run(Function<Card, T> work) {
        try {
            return CardThread.await(thread.submit(work));
        } catch (CudaException e) {
            throw new CoreException(
                    "the embeddings that a card has made cannot be read from it: %s; run again, or with --embed-on cpu"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** Frees the rows, on the card and on the host. */
    @Override
    public void close() {
        run(_ -> {
            buffer.close();
            return null;
        });
        arena.close();
    }

    /**
     * Some of the rows.
     *
     * @param rows
     *            whose part it is
     * @param offset
     *            where it starts, in bytes
     * @param bytes
     *            its length
     */
    private record Part(ResidentRows rows, long offset, long bytes) implements RowStorage {
        @Override
        public MemorySegment segment() {
            return rows.segment().asSlice(offset, bytes);
        }

        @Override
        public boolean finite() {
            return rows.finite();
        }

        @Override
        public RowStorage slice(long from, long length) {
            return new Part(rows, offset + from, length);
        }

        @Override
        public void gather(long[] indices, long bytesOfRow, MemorySegment target) {
            rows.gather(indices, bytesOfRow, offset, target);
        }
    }
}

package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.LongStream;

/**
 * Copies rows of floats by lists of indices, on a card and from it to the host.
 *
 * @param card
 *            where
 * @param dimension
 *            floats of a row
 */
public record RowCopies(Card card, int dimension) {
    /** Rows of a piece: their indices take 1 MB, so that an upload's cost does not show. */
    private static final int PIECE = 1 << 16;
    private static final int WARPS = 8;

    /** Copies row {@code sources[i]} to row {@code targets[i]} of the same matrix; no row is both. */
    public void within(DeviceSlice matrix, long[] sources, long[] targets) {
        inPieces(sources, (memory, piece, indices) -> {
            DeviceBuffer to = upload(memory, targets, piece);
            launch(card.work(), matrix, indices, to, piece.size(), matrix);
            card.work().synchronize();
        });
    }

    /** Copies rows to the host, in the order of {@code sources}. */
    public void download(DeviceSlice matrix, long[] sources, MemorySegment target) {
        long bytesOfRow = (long) dimension * Float.BYTES;
        inPieces(sources, (memory, piece, indices) -> {
            DeviceBuffer gathered = memory.allocate((long) piece.size() * dimension, Float.BYTES, "gathered rows");
            launch(card.work(), matrix, indices, 0L, piece.size(), gathered.all());
            card.work().download(gathered.all(),
                    target.asSlice(piece.from() * bytesOfRow, piece.size() * bytesOfRow));
        });
    }

    /** Copies rows from the host, in the order of {@code targets}, to those rows of a matrix; no row is there twice. */
    public void upload(MemorySegment vectors, long[] targets, DeviceSlice matrix) {
        long bytesOfRow = (long) dimension * Float.BYTES;
        inPieces(targets, (memory, piece, indices) -> {
            DeviceBuffer rows = memory.allocate((long) piece.size() * dimension, Float.BYTES, "rows from the host");
            card.work().upload(vectors.asSlice(piece.from() * bytesOfRow, piece.size() * bytesOfRow), rows.all());
            DeviceBuffer order = upload(memory, LongStream.range(0, piece.size()).toArray(),
                    new Range(0, piece.size()));
            launch(card.work(), rows.all(), order, indices, piece.size(), matrix);
            card.work().synchronize();
        });
    }

    /** Gives copies to a stream; the indices are there already. */
    public void launch(CudaStream stream, DeviceSlice from, Object sources, Object targets, long count,
            DeviceSlice to) {
        card.kernels().launch("copy_rows", stream, CardKernels.blocks(count, WARPS, WARPS * 32), from, sources,
                targets, count, dimension, to);
    }

    private interface Copy {
        void run(CardMemory memory, Range piece, DeviceBuffer indices);
    }

    private void inPieces(long[] sources, Copy copy) {
        for (Range piece : new Range(0, sources.length).pieces(PIECE)) {
            try (CardMemory memory = new CardMemory(card.device())) {
                copy.run(memory, piece, upload(memory, sources, piece));
            }
        }
    }

    private DeviceBuffer upload(CardMemory memory, long[] indices, Range piece) {
        DeviceBuffer buffer = memory.allocate(piece.size(), Long.BYTES, "indices of rows");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(ValueLayout.JAVA_LONG, piece.size());
            MemorySegment.copy(indices, piece.from(), host, ValueLayout.JAVA_LONG, 0, piece.size());
            card.work().upload(host, buffer.all());
        }
        return buffer;
    }
}

package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.CudaException;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceOutOfMemoryException;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardThread;
import dev.smoothie.core.cards.device.ResidentRows;
import dev.smoothie.core.cards.device.RowCopies;
import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TokenBatch;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Fills a matrix with vectors of texts. The matrix stays on the card if it fits there beside what a search needs;
 * otherwise batch by batch goes to the host.
 */
final class CardEncoding implements Encoding, AutoCloseable {
    /**
     * The share of the card's free memory that the matrix may take: a search of its rows needs half as much again for
     * operands, and tiles.
     */
    private static final double SHARE = 0.5;
    private static final int ROWS_OF_PIECE = 4096;

    private final CardThread thread;
    private final CardLayers layers;
    private final Workers workers;
    private final int dimension;
    private final long rows;
    private final Arena arena = Arena.ofShared();
    private final Optional<ResidentRows> resident;
    private final Optional<DeviceBuffer> matrix;
    private final Optional<Embeddings> host;
    private final EncoderLane[] lanes = new EncoderLane[2];
    private final Pending[] pending = new Pending[2];
    private final RowPairs repeated = new RowPairs();
    private int next;

    /** A batch that a lane has given to the card: what is waited for, and the row of each of its texts. */
    private record Pending(CompletableFuture<Void> launched, long[] targets) {}

    CardEncoding(CardThread thread, CardLayers layers, Workers workers, long rows) {
        this.thread = thread;
        this.layers = layers;
        this.workers = workers;
        this.dimension = layers.model().shape().hidden();
        this.rows = rows;
        this.matrix = run(this::allocate);
        this.resident = matrix.map(buffer -> new ResidentRows(thread, buffer));
        try {
            this.host = matrix.isPresent()
                    ? Optional.empty()
                    : Optional.of(Embeddings.allocate(arena, rows, dimension));
            run(card -> {
                for (int i = 0; i < lanes.length; i++) {
                    lanes[i] = new EncoderLane(card, layers.batchTokens(), layers.batchTexts(), dimension,
                            host.isPresent());
                }
                return null;
            });
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Optional<DeviceBuffer> allocate(Card card) {
        long bytes = Math.max(1, rows) * dimension * Float.BYTES;
        if (bytes > SHARE * card.device().memory().free()) {
            return Optional.empty();
        }
        try {
            DeviceBuffer buffer = card.device().allocate(bytes, "vectors [%d, %d]".formatted(rows, dimension));
            card.work().fill(buffer.all(), (byte) 0);
            return Optional.of(buffer);
        } catch (DeviceOutOfMemoryException e) {
            return Optional.empty(); // it is free, but in pieces
        }
    }

    @Override
    public void add(TokenBatch texts, RowTargets targets) {
        if (texts.texts() != targets.texts()) {
            throw new IllegalArgumentException(
                    "%d texts, and rows for %d".formatted(texts.texts(), targets.texts()));
        }
        PackedTexts packed = PackedTexts.of(texts, targets, rows, layers, repeated);
        if (packed.count() == 0) {
            return;
        }
        int lane = next;
        next ^= 1;
        settle(lane);
        EncoderLane free = lanes[lane];
        packed.fill(free, layers.tiles(packed.lengths()));
        pending[lane] = new Pending(thread.submit(_ -> launch(free, packed)), packed.targets());
    }

    private Void launch(EncoderLane lane, PackedTexts packed) {
        lane.upload();
        layers.run(packed.batch(), lane.vectors(packed.count()));
        if (matrix.isPresent()) {
            layers.copies().launch(layers.card().work(), lane.vectors(packed.count()), packed.sourcesOnCard(),
                    packed.targetsOnCard(), packed.count(), matrix.get().all());
        } else {
            lane.download(packed.count());
        }
        lane.mark();
        return null;
    }

    /** Waits for the batch of a lane, and stores its vectors if they go to the host. */
    private void settle(int lane) {
        Pending batch = pending[lane];
        if (batch == null) {
            return;
        }
        pending[lane] = null;
        await(batch.launched());
        run(_ -> {
            lanes[lane].await();
            return null;
        });
        host.ifPresent(target -> store(lanes[lane].downloaded(), batch.targets(), target));
    }

    private void store(MemorySegment vectors, long[] targets, Embeddings target) {
        long bytes = (long) dimension * Float.BYTES;
        MemorySegment all = target.segment();
        workers.forBlocks(targets.length, ROWS_OF_PIECE, (from, to) -> {
            for (long i = from; i < to; i++) {
                MemorySegment.copy(vectors, i * bytes, all, target.offset(targets[(int) i]), bytes);
            }
        });
    }

    @Override
    public void copy(long[] from, long[] to) {
        settleAll();
        copyRows(from, to);
    }

    private void settleAll() {
        settle(next);
        settle(next ^ 1);
        copyRows(repeated.from(), repeated.to());
        repeated.clear();
    }

    private void copyRows(long[] from, long[] to) {
        if (from.length == 0) {
            return;
        }
        if (matrix.isPresent()) {
            run(_ -> {
                layers.copies().within(matrix.get().slice(0, rows * dimension * Float.BYTES), from, to);
                return null;
            });
        } else {
            long bytes = (long) dimension * Float.BYTES;
            Embeddings target = host.orElseThrow();
            MemorySegment all = target.segment();
            workers.forBlocks(from.length, ROWS_OF_PIECE, (first, end) -> {
                for (long i = first; i < end; i++) {
                    MemorySegment.copy(all, target.offset(from[(int) i]), all, target.offset(to[(int) i]), bytes);
                }
            });
        }
    }

    @Override
    public void set(long[] targets, MemorySegment vectors) {
        if (matrix.isPresent()) {
            run(_ -> {
                layers.copies().upload(vectors, targets, matrix.get().slice(0, rows * dimension * Float.BYTES));
                return null;
            });
        } else {
            store(vectors, targets, host.orElseThrow());
        }
    }

    @Override
    public void read(long[] sources, MemorySegment target) {
        settleAll();
        if (matrix.isPresent()) {
            run(_ -> {
                layers.copies().download(matrix.get().slice(0, rows * dimension * Float.BYTES), sources, target);
                return null;
            });
        } else {
            host.orElseThrow().storage().gather(sources, (long) dimension * Float.BYTES, target);
        }
    }

    @Override
    public Embeddings finish() {
        settleAll();
        closeLanes();
        return host.orElseGet(() -> new Embeddings(
                resident.orElseThrow().slice(0, rows * dimension * Float.BYTES), rows, dimension));
    }

    private <T> T run(Function<Card, T> work) {
        return await(thread.submit(work));
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return CardThread.await(future);
        } catch (CudaException e) {
            throw new CoreException("texts cannot be embedded on the card: %s; %s, or use --embed-on cpu".formatted(
                    e.getMessage(), e.kind() == CudaException.Kind.OUT_OF_MEMORY
                            ? "free memory on it"
                            : "run again"),
                    e);
        }
    }

    private void closeLanes() {
        run(_ -> {
            for (int i = 0; i < lanes.length; i++) {
                if (lanes[i] != null) {
                    lanes[i].close();
                    lanes[i] = null;
                }
            }
            return null;
        });
    }

    @Override
    public void close() {
        closeLanes();
        resident.ifPresent(ResidentRows::close);
        arena.close();
    }
}

package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.CacheDirectory;
import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.cuda.CudaEvent;
import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceMatrix;
import dev.smoothie.bindings.cuda.PinnedBuffer;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Staging;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Measures what the first card can do at best, and how good its products are: the limits and the one assumption that
 * the search rests on. Used by the check on a GPU; runs on the thread that calls.
 */
public final class CardMeasurements implements AutoCloseable {
    private static final int ROUNDS = 9;

    private final Card card;
    private final Workers workers;

    /** Opens the first card. */
    public CardMeasurements(Cuda cuda, Workers workers) {
        this.card = Card.on(cuda.open(0), cuda.nvrtc(), CubinCache.below(CacheDirectory.ofUser()));
        this.workers = workers;
    }

    /** Work for a stream. */
    private interface Work {
        void give(CudaStream stream);
    }

    /** The median time of some work on the card in seconds, after two rounds that warm up. */
    private double median(CudaStream stream, Work work) {
        double[] seconds = new double[ROUNDS];
        try (CudaEvent start = card.device().newEvent(); CudaEvent end = card.device().newEvent()) {
            for (int round = -2; round < ROUNDS; round++) {
                stream.mark(start);
                work.give(stream);
                stream.mark(end);
                end.synchronize();
                if (round >= 0) {
                    seconds[round] = end.millisSince(start) * 1e-3;
                }
            }
        }
        Arrays.sort(seconds);
        return seconds[ROUNDS / 2];
    }

    /** Bytes a second of a copy on the card, read and written ones both counted. */
    public double copyRate(long bytes) {
        try (CardMemory memory = new CardMemory(card.device())) {
            DeviceBuffer from = memory.allocate(bytes, 1, "measuring copies");
            DeviceBuffer to = memory.allocate(bytes, 1, "measuring copies");
            card.work().fill(from.all(), (byte) 37);
            return 2 * bytes / median(card.work(), stream -> stream.copy(from.all(), to.all()));
        }
    }

    /** Bytes a second from page-locked memory of the host to the card, or back. */
    public double hostRate(long bytes, boolean toCard) {
        try (CardMemory memory = new CardMemory(card.device())) {
            DeviceBuffer onCard = memory.allocate(bytes, 1, "measuring copies");
            PinnedBuffer host = memory.allocatePinned(bytes, "measuring copies");
            host.segment().fill((byte) 37);
            return bytes / median(card.work(), stream -> {
                if (toCard) {
                    stream.upload(host.segment(), onCard.all());
                } else {
                    stream.download(onCard.all(), host.segment());
                }
            });
        }
    }

    /**
     * Products of n rows by n rows in a precision, on the rows' own operands: floating-point operations a second,
     * counted as 2·n·n·d whatever the precision really multiplies.
     */
    public double productRate(Embeddings rows, Precision precision) {
        int n = (int) rows.rows();
        try (CardMemory memory = new CardMemory(card.device())) {
            OperandPacking packing = pack(memory, rows, precision);
            DeviceBuffer tile = memory.allocate((long) n * n, precision.products().bytes(), "tile");
            var result = DeviceMatrix.dense(tile.all(), precision.products(), n, n);
            double seconds = median(card.products(), _ -> card.blas().multiplyTransposed(precision.multiply(), 1,
                    packing.queries().left(0, n), packing.base().right(0, n), 0, result));
            return 2.0 * n * n * rows.dimension() / seconds;
        }
    }

    /**
     * The largest error of inner products as a share of the bound that the search rests on, exact ones computed in
     * double. All is well below 1; it says how much the bound has to spare.
     *
     * @param rows
     *            {@code [n, d]}, n a multiple of 8, few: all pairs are computed on the host
     */
    public double errorShare(Embeddings rows, Precision precision) {
        int n = (int) rows.rows();
        try (CardMemory memory = new CardMemory(card.device());
                CardTiles tiles = new CardTiles(card, n, precision);
                Arena arena = Arena.ofConfined()) {
            OperandPacking packing = pack(memory, rows, precision);
            int size = precision.products().bytes();
            MemorySegment products = arena.allocate((long) size * n * n, 4);
            tiles.multiply(packing.queries().left(0, n), packing.base().right(0, n),
                    (tile, _) -> card.work().download(tile.slice(0, products.byteSize()), products));
            CardRows raw = raw(memory, rows);
            CardCentre centre = CardCentre.of(card, memory, raw, CardCentre.largest(card, List.of(raw)));
            MemorySegment mean = arena.allocate(4L * rows.dimension(), 4);
            card.work().download(centre.mean().slice(0, mean.byteSize()), mean);
            double[][] exact = new double[n][rows.dimension()];
            for (int slot = 0; slot < n; slot++) {
                for (int column = 0; column < rows.dimension(); column++) {
                    exact[slot][column] = rows.get(packing.base().order().row(slot), column) * centre.scale()
                            - mean.getAtIndex(JAVA_FLOAT, column);
                }
            }
            double worst = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double norms = Math.sqrt(dot(exact[i], exact[i]) * dot(exact[j], exact[j]));
                    double error = Math
                            .abs(product(precision, products, (long) i * n + j) - dot(exact[i], exact[j]));
                    double share = norms == 0 ? 0 : error / (packing.errorBound() * norms);
                    worst = share > worst || Double.isNaN(share) ? share : worst;
                }
            }
            return worst;
        }
    }

    /** A product as a tile stores it. */
    static float product(Precision precision, MemorySegment products, long index) {
        return switch (precision.products()) {
            case FLOAT16 -> Float.float16ToFloat(products.getAtIndex(JAVA_SHORT, index));
            case FLOAT32 -> products.getAtIndex(JAVA_FLOAT, index);
            case BFLOAT16 -> throw new IllegalArgumentException("no tile is of bfloat16");
        };
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int column = 0; column < a.length; column++) {
            sum += a[column] * b[column];
        }
        return sum;
    }

    private OperandPacking pack(CardMemory memory, Embeddings rows, Precision precision) {
        CardRows raw = raw(memory, rows);
        CardCentre centre = CardCentre.of(card, memory, raw, CardCentre.largest(card, List.of(raw)));
        return OperandPacking.of(card, memory, precision, raw, raw, Kind.AMONG_ITSELF, centre);
    }

    private CardRows raw(CardMemory memory, Embeddings rows) {
        return CardRows.upload(card, memory, new Staging(card, workers), rows, "rows to measure with");
    }

    @Override
    public void close() {
        card.close();
    }
}

package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceOutOfMemoryException;
import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.CardSearchReport;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Range;
import dev.smoothie.core.cards.device.Staging;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Runs one card's share of a search: a range of the queries against the whole base. It copies the rows to the card, and
 * then packs, screens, certifies and widens (see the package page); {@code CardPool} opens one for each card and joins
 * their results. Belongs to the card's thread.
 */
public final class CardSearch implements AutoCloseable {
    /**
     * How many rows a precision is tried on: one in 400 within these limits. Trying four of them twice is a fiftieth of
     * the work then, or twice that in a search among itself, where the rest is done by halves.
     */
    private static final int SHARE_OF_SAMPLE = 400;
    private static final int FEWEST_OF_SAMPLE = 256;
    private static final int MOST_OF_SAMPLE = 1024;

    private final Card card;
    private final CardSearchJob job;
    private final Consumer<String> log;
    private final CardMemory memory;
    private final CardRows base;
    private final CardRows queries;
    private final CardCentre centre;

    /** Copies the rows to the card and finds their centre. */
    public CardSearch(Card card, CardSearchJob job, Workers workers, Consumer<String> log) {
        this.card = card;
        this.job = job;
        this.log = log;
        this.memory = new CardMemory(card.device());
        var staging = new Staging(card, workers);
        try {
            base = CardRows.upload(card, memory, staging, job.base(), "base");
            queries = job.kind() == Kind.AMONG_ITSELF
                    ? base
                    : CardRows.upload(card, memory, staging, job.queries(), "queries");
            float largest = CardCentre.largest(card,
                    job.kind() == Kind.AMONG_ITSELF ? List.of(base) : List.of(base, queries));
            if (!Float.isFinite(largest)) {
                throw job.base().firstNonFiniteRow() >= 0
                        ? NonFiniteEmbeddingException.firstIn(job.base())
                        : NonFiniteEmbeddingException.firstIn(job.queries());
            }
            centre = CardCentre.of(card, memory, base, largest);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /**
     * Finds the neighbours of the query slots in {@code range}.
     *
     * @param result
     *            receives {@code [q, k]} ints, the rows of this range only
     */
    public CardSearchReport run(Range range, MemorySegment result) {
        Precision precision = job.precision().orElseGet(() -> cheapest(range));
        return search(precision, range, Optional.of(result));
    }

    /**
     * Tries all precisions on some rows of the range, and returns the one in which the search would be done first.
     * Float32 on ordinary units is tried only where no other certifies enough.
     */
    private Precision cheapest(Range range) {
        int rows = Math.clamp(range.size() / SHARE_OF_SAMPLE, FEWEST_OF_SAMPLE, MOST_OF_SAMPLE);
        Range sample = new Range(range.from(), Math.min(range.to(), range.from() + rows));
        var trials = new ArrayList<PrecisionTrial>();
        DeviceOutOfMemoryException tooLarge = null;
        for (Precision precision : Precision.of(card.device().info())) {
            if (precision == Precision.FP32 && trials.stream().anyMatch(PrecisionTrial::suffices)) {
                break;
            }
            try {
                // The first time loads kernels of cuBLAS; the second is timed.
                CardSearchReport first = search(precision, sample, Optional.empty());
                trials.add(PrecisionTrial.of(
                        PrecisionTrial.of(first).suffices() ? search(precision, sample, Optional.empty()) : first));
            } catch (DeviceOutOfMemoryException e) {
                tooLarge = e;
            }
        }
        if (trials.isEmpty()) {
            throw tooLarge;
        }
        return PrecisionTrial.best(trials).precision();
    }

    private CardSearchReport search(Precision precision, Range range, Optional<MemorySegment> result) {
        CardSearchPlan plan = job.adjust().apply(CardSearchPlan.of(precision, base.rows(), job.searched()));
        while (true) {
            try {
                return search(precision, plan, range, result);
            } catch (DeviceOutOfMemoryException e) {
                CardSearchPlan tried = plan;
                plan = plan.smaller().orElseThrow(() -> e);
                log.accept("%s: tiles of %d and room for %d candidates of a row do not fit, trying %d and %d: %s"
                        .formatted(card.device().info().name(), tried.tile(), tried.capacity(), plan.tile(),
                                plan.capacity(), e.getMessage()));
            }
        }
    }

    private CardSearchReport search(Precision precision, CardSearchPlan plan, Range range,
            Optional<MemorySegment> result) {
        try (CardMemory scratch = new CardMemory(card.device())) {
            OperandPacking packing = OperandPacking.of(card, scratch, precision, base, queries, job.kind(), centre);
            DeviceBuffer neighbors = scratch.allocate((long) range.size() * job.k(), Integer.BYTES,
                    "neighbours [%d, %d]".formatted(range.size(), job.k()));
            DeviceBuffer bounds = scratch.allocate(range.size(), Double.BYTES, "bounds of rows");
            double screenSeconds;
            try (CardTiles tiles = new CardTiles(card, plan.tile(), precision)) {
                try (CardScreen screening = new CardScreen(card, packing, plan, job.kind(), range)) {
                    long start = System.nanoTime();
                    screening.run(tiles);
                    card.work().synchronize();
                    screenSeconds = (System.nanoTime() - start) * 1e-9;
                    screening.rank(queries, base, centre.squaredScale(), job.searched(), neighbors,
                            bounds);
                    card.work().synchronize();
                }
                double[] open = download(bounds, range.size());
                int[] failed = IntStream.range(0, open.length).filter(slot -> !Double.isNaN(open[slot])).toArray();
                if (result.isPresent()) {
                    if (failed.length > 0) {
                        new CardWidening(card, packing, job, queries, base, centre.squaredScale()).run(tiles,
                                IntStream.of(failed).map(slot -> range.from() + slot).toArray(),
                                IntStream.of(failed).mapToDouble(slot -> open[slot]).toArray(), range.from(),
                                neighbors);
                    }
                    scatter(neighbors, packing.queries().order(), range, result.get());
                }
                return new CardSearchReport(precision, plan, packing.errorBound(), range.size(),
                        range.size() - failed.length, screenSeconds);
            }
        }
    }

    private double[] download(DeviceBuffer buffer, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate((long) count * Double.BYTES, Double.BYTES);
            card.work().download(buffer.slice(0, copy.byteSize()), copy);
            return copy.toArray(JAVA_DOUBLE);
        }
    }

    /** Copies the neighbours to the host, from the order of slots to that of rows. */
    private void scatter(DeviceBuffer neighbors, SlotOrder order, Range range, MemorySegment result) {
        long row = (long) job.k() * Integer.BYTES;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(range.size() * row, Integer.BYTES);
            card.work().download(neighbors.slice(0, copy.byteSize()), copy);
            for (int slot = 0; slot < range.size(); slot++) {
                MemorySegment.copy(copy, JAVA_INT, slot * row, result, JAVA_INT, order.row(range.from() + slot) * row,
                        job.k());
            }
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}

package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Range;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import dev.smoothie.core.cards.search.ScreenSteps.Step;

/**
 * Screens on a card: finds the most promising base rows of each query slot of a range, by key, then ranks them by exact
 * distance and certifies. It comes after {@link OperandPacking}, takes its tiles from {@link CardTiles} in the
 * order of {@link ScreenSteps}, and {@link CardWidening} searches again for what it does not certify.
 */
final class CardScreen implements AutoCloseable {
    private static final int FIRST_THREADS = 256;
    private static final int SELECT_THREADS = 128;
    /** What a thread loads at once. */
    private static final int SELECT_BYTES = 16;
    private static final int SELECT_ROWS = 32;
    /** Shared memory of a block that cuts candidates. */
    private static final int SHARED = 32 << 10;

    private final Card card;
    private final OperandPacking packing;
    private final CardSearchPlan plan;
    private final Kind kind;
    private final Range range;
    private final CardMemory memory;
    private final DeviceBuffer candidates;
    private final DeviceBuffer counts;
    private final DeviceBuffer thresholds;
    private final DeviceBuffer lost;
    /** Two lists of slots that are due to be cut: one is filled while the other, worked off, is emptied. */
    private final DeviceBuffer[] due = new DeviceBuffer[2];
    private int next;

    CardScreen(Card card, OperandPacking packing, CardSearchPlan plan, Kind kind, Range range) {
        this.card = card;
        this.packing = packing;
        this.plan = plan;
        this.kind = kind;
        this.range = range;
        this.memory = new CardMemory(card.device());
        try {
            candidates = memory.allocate((long) range.size() * plan.capacity(), Long.BYTES,
                    "candidates [%d, %d]".formatted(range.size(), plan.capacity()));
            counts = memory.allocate(range.size(), Integer.BYTES, "counts of candidates");
            thresholds = memory.allocate(range.size(), Float.BYTES, "thresholds");
            lost = memory.allocate(range.size(), 1, "marks of lost candidates");
            for (int i = 0; i < 2; i++) {
                due[i] = memory.allocate(range.size() + 1L, Integer.BYTES, "slots to be cut");
            }
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
        card.work().fill(counts.all(), (byte) 0);
        card.work().fill(lost.all(), (byte) 0);
        for (DeviceBuffer list : due) {
            card.work().fill(list.slice(0, Integer.BYTES), (byte) 0);
        }
    }

    /**
     * Fills candidates and thresholds of all slots: the best {@code keep} candidates of each stay, and no other row has
     * a key below the threshold.
     */
    void run(CardTiles tiles) {
        for (Step step : ScreenSteps.of(plan, kind, range, packing.base().slots())) {
            Range rows = step.rows();
            Range columns = step.columns();
            tiles.multiply(packing.queries().left(rows.from(), rows.size()),
                    packing.base().right(columns.from(), columns.size()),
                    (products, stride) -> {
                        if (step.first()) {
                            firstThresholds(products, tiles.halves(), stride, rows, columns);
                        }
                        look(products, tiles.halves(), stride, step);
                    });
        }
        compact(0L, 0L, Math.ceilDiv(range.size(), cuttingWarps()));
    }

    private void firstThresholds(DeviceBuffer products, int halves, long stride, Range rows, Range columns) {
        card.kernels().launch("first_thresholds", card.work(), LaunchShape.of(rows.size(), FIRST_THREADS), products,
                halves, stride, columns.size(), kind == Kind.AMONG_ITSELF ? (long) rows.from() : -1L,
                (long) columns.from(),
                packing.queries().terms(rows.from()), packing.base().terms(columns.from()),
                plan.sampleRank(packing.base().slots()) - 1,
                Operands.rest(thresholds, (long) (rows.from() - range.from()) * Float.BYTES));
    }

    private void look(DeviceBuffer products, int halves, long stride, Step step) {
        Range rows = step.rows();
        Range columns = step.columns();
        int width = SELECT_THREADS * SELECT_BYTES / packing.base().precision().products().bytes();
        card.kernels().launch("select_tile", card.work(),
                new LaunchShape(Math.ceilDiv(columns.size(), width), Math.ceilDiv(rows.size(), SELECT_ROWS),
                        SELECT_THREADS, 1, 0),
                products, halves, stride, rows.size(), columns.size(), (long) rows.from(), (long) columns.from(),
                kind.own(),
                packing.queries().terms(rows.from()), packing.base().terms(columns.from()),
                rows.from() - range.from(), step.mirrored() ? columns.from() - range.from() : -1, thresholds,
                candidates, counts, due[next], plan.capacity(), plan.trigger(), packing.base().order().multiplier(),
                (long) packing.base().slots());
        compact(due[next], due[next ^ 1], card.device().info().multiprocessors());
        next ^= 1;
    }

    /** Cuts the slots that are listed, or all. */
    private void compact(Object listed, Object emptied, int blocks) {
        int warps = cuttingWarps();
        card.kernels().launch("compact", card.work(),
                new LaunchShape(blocks, 1, 32 * warps, 1, warps * plan.capacity() * Long.BYTES), candidates, counts,
                thresholds, lost, listed, emptied, range.size(), plan.keep(), plan.capacity());
    }

    private int cuttingWarps() {
        return Math.clamp(SHARED / (plan.capacity() * Long.BYTES), 1, 8);
    }

    /** Ranks the candidates by exact distance and certifies, see the kernel {@code rank_candidates}. */
    void rank(CardRows queries, CardRows base, double squaredScale, int searched, DeviceBuffer neighbors,
            DeviceBuffer bounds) {
        SlotOrder order = packing.queries().order();
        card.kernels().launch("rank_candidates", card.work(), LaunchShape.of(range.size(), 128), queries.values(),
                order.multiplier(), order.rows(), (long) range.from(), base.values(), base.d(), candidates,
                counts, thresholds, lost, plan.capacity(), squaredScale, searched, kind.own(), neighbors, bounds);
    }

    @Override
    public void close() {
        memory.close();
    }
}

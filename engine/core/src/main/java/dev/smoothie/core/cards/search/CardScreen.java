package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Range;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Screens on a card: finds the most promising base rows of each query slot of a range, by key, then ranks them by exact
 * distance and certifies. It comes after {@link OperandPacking}, and takes its tiles from {@link CardTiles};
 * {@link CardWidening} searches again for what it does not certify. In a search among itself a tile off the diagonal
 * has the keys of its rows and of its columns, and both are used if both are in the range.
 */
final class CardScreen implements AutoCloseable {
    private static final int SELECT_COLUMNS = 512;
    private static final int SELECT_ROWS = 32;
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
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
        card.work().fill(counts.all(), (byte) 0);
        card.work().fill(lost.all(), (byte) 0);
    }

    /**
     * Fills candidates and thresholds of all slots: the best {@code keep} candidates of each stay, and no other row has
     * a key below the threshold.
     */
    void run(CardTiles tiles) {
        List<Range> rows = range.pieces(plan.tile());
        for (Range block : rows) {
            firstThresholds(tiles, block);
        }
        for (Range block : rows) {
            for (Range columns : columnBlocks(block)) {
                boolean columnsToo = kind == Kind.AMONG_ITSELF && range.contains(columns) && !columns.equals(block);
                tiles.multiply(packing.queries().left(block.from(), block.size()),
                        packing.base().right(columns.from(), columns.size()), packing.base().precision(),
                        products -> look(products, tiles.stride(), block, columns, columnsToo));
            }
        }
        compact(range, plan.keep());
    }

    /**
     * The column ranges of the tiles of one block of rows. No tile crosses an edge of the range, so that each pair of
     * blocks within the range is multiplied once.
     */
    private List<Range> columnBlocks(Range block) {
        int base = packing.base().slots();
        if (kind != Kind.AMONG_ITSELF) {
            return new Range(0, base).pieces(plan.tile());
        }
        var blocks = new ArrayList<>(new Range(0, range.from()).pieces(plan.tile()));
        range.pieces(plan.tile()).stream().filter(own -> own.from() >= block.from()).forEach(blocks::add);
        blocks.addAll(new Range(range.to(), base).pieces(plan.tile()));
        return blocks;
    }

    private void firstThresholds(CardTiles tiles, Range block) {
        int sample = Math.min(plan.sample(), packing.base().slots());
        tiles.multiply(packing.queries().left(block.from(), block.size()), packing.base().right(0, sample),
                packing.base().precision(),
                products -> card.kernels().launch("first_thresholds", card.work(), LaunchShape.of(block.size(), 256),
                        products, (long) tiles.stride(), sample, kind == Kind.AMONG_ITSELF ? (long) block.from() : -1L,
                        packing.queries().terms(block.from()), packing.base().terms(), plan.keep(),
                        Operands.rest(thresholds, (long) (block.from() - range.from()) * Float.BYTES)));
    }

    private void look(DeviceBuffer products, long stride, Range block, Range columns, boolean columnsToo) {
        int row = block.from() - range.from();
        int column = columnsToo ? columns.from() - range.from() : 0;
        boolean diagonal = kind == Kind.AMONG_ITSELF && columns.equals(block);
        card.kernels().launch("select_tile", card.work(),
                new LaunchShape(Math.ceilDiv(columns.size(), SELECT_COLUMNS), Math.ceilDiv(block.size(), SELECT_ROWS),
                        SELECT_COLUMNS / 4, 1, 0),
                products, stride, block.size(), columns.size(), (long) block.from(), (long) columns.from(),
                diagonal ? 1 : 0, packing.queries().terms(block.from()), packing.base().terms(columns.from()),
                Operands.rest(thresholds, (long) row * Float.BYTES),
                columnsToo ? Operands.rest(thresholds, (long) column * Float.BYTES) : (Object) 0L,
                Operands.rest(candidates, (long) row * plan.capacity() * Long.BYTES),
                Operands.rest(counts, (long) row * Integer.BYTES),
                Operands.rest(candidates, (long) column * plan.capacity() * Long.BYTES),
                Operands.rest(counts, (long) column * Integer.BYTES), plan.capacity(),
                packing.base().order().multiplier(), (long) packing.base().slots());
        compact(block, plan.capacity() / 2);
        if (columnsToo) {
            compact(columns, plan.capacity() / 2);
        }
    }

    private void compact(Range slots, int trigger) {
        int warps = Math.clamp(SHARED / (plan.capacity() * Long.BYTES), 1, 8);
        long first = (long) slots.from() - range.from();
        card.kernels().launch("compact", card.work(),
                new LaunchShape(Math.ceilDiv(slots.size(), warps), 1, 32 * warps, 1,
                        warps * plan.capacity() * Long.BYTES),
                Operands.rest(candidates, first * plan.capacity() * Long.BYTES),
                Operands.rest(counts, first * Integer.BYTES), Operands.rest(thresholds, first * Float.BYTES),
                Operands.rest(lost, first), slots.size(), plan.keep(), plan.capacity(), Math.max(trigger, plan.keep()));
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

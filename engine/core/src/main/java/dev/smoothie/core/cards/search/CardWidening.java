package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceMatrix;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Range;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Searches the whole base again, on a card, for the rows that {@link CardScreen} did not certify, and measures
 * everything that their bounds do not rule out. It is the last step of a {@link CardSearch}; after it all neighbours
 * are final.
 */
final class CardWidening {
    /**
     * Rows that are searched together: enough to fill a card, few enough that their operands are small beside the
     * base's.
     */
    private static final int MOST_ROWS = 4096;

    private final Card card;
    private final OperandPacking packing;
    private final CardSearchJob job;
    private final CardRows queries;
    private final CardRows base;
    private final double squaredScale;

    CardWidening(Card card, OperandPacking packing, CardSearchJob job, CardRows queries, CardRows base,
            double squaredScale) {
        this.card = card;
        this.packing = packing;
        this.job = job;
        this.queries = queries;
        this.base = base;
        this.squaredScale = squaredScale;
    }

    /**
     * Finds the neighbours of some slots.
     *
     * @param slots
     *            slots of the queries
     * @param bounds
     *            of each, a distance that its last neighbour does not exceed
     * @param first
     *            the slot whose neighbours {@code neighbors} starts with
     */
    void run(CardTiles tiles, int[] slots, double[] bounds, int first, DeviceBuffer neighbors) {
        int most = Math.min(MOST_ROWS, tiles.edge());
        try (CardMemory memory = new CardMemory(card.device())) {
            var group = new Group(memory, Math.min(most, slots.length));
            for (Range piece : new Range(0, slots.length).pieces(most)) {
                int count = piece.size();
                group.load(Arrays.copyOfRange(slots, piece.from(), piece.to()),
                        Arrays.copyOfRange(bounds, piece.from(), piece.to()), first);
                for (Range columns : new Range(0, packing.base().slots()).pieces(tiles.edge())) {
                    tiles.multiply(group.left(count), packing.base().right(columns.from(), columns.size()),
                            (products, stride) -> group.look(products, tiles.halves(), stride, columns, count));
                }
                group.store(count, neighbors);
            }
        }
    }

    /** The memory on the card for the rows of one pass. */
    private final class Group {
        private final Operands operands;
        private final DeviceBuffer slots;
        private final DeviceBuffer targets;
        private final DeviceBuffer rows;
        private final DeviceBuffer bounds;
        private final DeviceBuffer distances;
        private final DeviceBuffer ids;
        private final DeviceBuffer counts;

        Group(CardMemory memory, int most) {
            operands = Operands.allocate(memory, packing.queries().precision(), base.d(), most,
                    packing.queries().order());
            slots = memory.allocate(most, Integer.BYTES, "slots to search again");
            targets = memory.allocate(most, Integer.BYTES, "where their neighbours go");
            rows = memory.allocate(most, Integer.BYTES, "rows to search again");
            bounds = memory.allocate(most, Double.BYTES, "bounds");
            distances = memory.allocate((long) most * job.searched(), Double.BYTES, "distances found");
            ids = memory.allocate((long) most * job.searched(), Integer.BYTES, "rows found");
            counts = memory.allocate(most, Integer.BYTES, "counts of rows found");
        }

        DeviceMatrix left(int count) {
            return operands.left(0, count);
        }

        void load(int[] querySlots, double[] queryBounds, int first) {
            CudaStream stream = card.work();
            int count = querySlots.length;
            try (Arena arena = Arena.ofConfined()) {
                put(arena, querySlots, slots);
                put(arena, Arrays.stream(querySlots).map(slot -> slot - first).toArray(), targets);
                put(arena, Arrays.stream(querySlots).map(slot -> (int) operands.order().row(slot)).toArray(), rows);
                MemorySegment values = arena.allocateFrom(JAVA_DOUBLE, queryBounds);
                stream.upload(values, bounds.slice(0, values.byteSize()));
            }
            stream.fill(counts.all(), (byte) 0);
            card.kernels().launch("gather", stream, LaunchShape.of(count, 128), packing.queries().values(),
                    operands.words(), packing.queries().terms(), slots, operands.values(), operands.terms());
            // The products are computed on another stream, which must not start before the operands are there.
            stream.synchronize();
        }

        private void put(Arena arena, int[] values, DeviceBuffer buffer) {
            MemorySegment copy = arena.allocateFrom(JAVA_INT, values);
            card.work().upload(copy, buffer.slice(0, copy.byteSize()));
        }

        void look(DeviceBuffer products, int halves, long stride, Range columns, int count) {
            card.kernels().launch("widen", card.work(), LaunchShape.of(count, 128), products, halves, stride,
                    columns.size(),
                    (long) columns.from(), operands.terms(), packing.base().terms(columns.from()), rows, bounds,
                    queries.values(), base.values(), packing.base().order().multiplier(), (long) base.rows(), base.d(),
                    squaredScale, job.searched(), job.kind().own(), distances, ids, counts);
        }

        void store(int count, DeviceBuffer neighbors) {
            requireComplete(count);
            card.kernels().launch("store_widened", card.work(), LaunchShape.of(count, 128), targets, ids,
                    job.searched(), job.kind().own(), neighbors);
        }

        /**
         * Checks that every row found all its neighbours: its bound is the distance of a row that exists, so as many
         * must have been found.
         */
        private void requireComplete(int count) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment found = arena.allocate((long) count * Integer.BYTES, Integer.BYTES);
                card.work().download(counts.slice(0, found.byteSize()), found);
                for (int row = 0; row < count; row++) {
                    if (found.getAtIndex(JAVA_INT, row) != job.searched()) {
                        throw new IllegalStateException(
                                "a search on the card found %d of %d neighbours: a key was above its distance"
                                        .formatted(found.getAtIndex(JAVA_INT, row), job.searched()));
                    }
                }
            }
        }
    }
}

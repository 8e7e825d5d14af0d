package dev.smoothie.engine.cuda;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.engine.cuda.SearchJob.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes the operands of a search: the base's, and the queries' where they are others.
 *
 * @param base
 *            operands of the base
 * @param queries
 *            the same object in a search among itself
 * @param errorBound
 *            γ of their inner products
 */
record Packing(Operands base, Operands queries, double errorBound) {
    private static final int THREADS = 256;
    private static final int WARPS = THREADS / 32;
    /** Rounding while centring and in terms and keys, see the package page of neighbors. */
    private static final double ROUNDING = 12 * 0x1p-24;
    /** What underflow may cost a term, for each column; see the package page. */
    private static final double UNDERFLOW = 0x1p-96;

    static Packing of(Card card, CardMemory memory, Precision precision, RawRows base, RawRows queries, Kind kind,
            Centre centre) {
        int d = base.d();
        try (CardMemory scratch = new CardMemory(card.device())) {
            DeviceBuffer ratios = scratch.allocate(2, Float.BYTES, "ratios of what operands leave out");
            card.work().fill(ratios.all(), (byte) 0);
            Operands ofBase = pack(card, memory, precision, base, Order.spread(base.rows()), centre, ratios);
            Operands ofQueries = kind == Kind.AMONG_ITSELF
                    ? ofBase
                    : pack(card, memory, precision, queries, Order.asGiven(queries.rows()), centre, ratios);
            double bound = errorBound(card, ofBase, ratios);
            terms(card, ofBase, d, bound);
            if (kind != Kind.AMONG_ITSELF) {
                terms(card, ofQueries, d, bound);
            }
            card.work().synchronize();
            return new Packing(ofBase, ofQueries, bound);
        }
    }

    private static Operands pack(Card card, CardMemory memory, Precision precision, RawRows rows, Order order,
            Centre centre, DeviceBuffer ratios) {
        Operands operands = Operands.allocate(memory, precision, rows.d(), rows.rows(), order);
        card.kernels().launch("pack", card.work(), Kernels.blocks(rows.rows(), WARPS, THREADS), rows.values(),
                (long) rows.rows(), rows.d(), operands.padded(), centre.scale(), centre.mean(), order.multiplier(),
                (long) rows.rows(), precision.code(), operands.values(), operands.norms(), ratios);
        return operands;
    }

    private static double errorBound(Card card, Operands operands, DeviceBuffer ratios) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment largest = arena.allocate(2L * Float.BYTES, Float.BYTES);
            card.work().download(ratios.all(), largest);
            return operands.precision().errorBound(operands.padded(), largest.get(ValueLayout.JAVA_FLOAT, 0),
                    largest.get(ValueLayout.JAVA_FLOAT, Float.BYTES));
        }
    }

    private static void terms(Card card, Operands operands, int d, double bound) {
        card.kernels().launch("key_terms", card.work(), Kernels.blocks(operands.slots(), THREADS, THREADS),
                operands.norms(), (long) operands.slots(), 1 - (bound + ROUNDING), d * UNDERFLOW, operands.terms());
    }
}

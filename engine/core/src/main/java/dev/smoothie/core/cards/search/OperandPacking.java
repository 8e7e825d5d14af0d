package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import dev.smoothie.core.vectors.KeyRounding;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes the {@link Operands} of a search: centres the base's rows, and the queries' where they are others, rounds them
 * to the precision, and computes the bound of their error and the terms of keys. It comes after {@link CardCentre} and
 * before {@link CardTiles}.
 *
 * @param base
 *            operands of the base
 * @param queries
 *            the same object in a search among itself
 * @param errorBound
 *            γ of their inner products
 */
record OperandPacking(Operands base, Operands queries, double errorBound) {
    private static final int THREADS = 256;
    private static final int WARPS = THREADS / 32;
    /** By how much a term is lowered for underflow, for each column; see the page of this package. */
    private static final double UNDERFLOW = 0x1p-96;

    static OperandPacking of(Card card, CardMemory memory, Precision precision, CardRows base, CardRows queries,
            Kind kind,
            CardCentre centre) {
        int d = base.d();
        try (CardMemory scratch = new CardMemory(card.device())) {
            DeviceBuffer ratios = scratch.allocate(2, Float.BYTES, "ratios of what operands leave out");
            card.work().fill(ratios.all(), (byte) 0);
            Operands ofBase = pack(card, memory, precision, base, SlotOrder.spread(base.rows()), centre, ratios);
            Operands ofQueries = kind == Kind.AMONG_ITSELF
                    ? ofBase
                    : pack(card, memory, precision, queries, SlotOrder.asGiven(queries.rows()), centre, ratios);
            double bound = errorBound(card, ofBase, ratios);
            terms(card, ofBase, d, bound);
            if (kind != Kind.AMONG_ITSELF) {
                terms(card, ofQueries, d, bound);
            }
            card.work().synchronize();
            return new OperandPacking(ofBase, ofQueries, bound);
        }
    }

    private static Operands pack(Card card, CardMemory memory, Precision precision, CardRows rows, SlotOrder order,
            CardCentre centre, DeviceBuffer ratios) {
        Operands operands = Operands.allocate(memory, precision, rows.d(), rows.rows(), order);
        card.kernels().launch("pack", card.work(), CardKernels.blocks(rows.rows(), WARPS, THREADS), rows.values(),
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
        card.kernels().launch("key_terms", card.work(), CardKernels.blocks(operands.slots(), THREADS, THREADS),
                operands.norms(), (long) operands.slots(), 1 - (bound + KeyRounding.SHARE),
                d * UNDERFLOW + 2 * operands.precision().underflow(),
                operands.terms());
    }
}

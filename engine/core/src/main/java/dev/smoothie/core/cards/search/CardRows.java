package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.ResidentRows;
import dev.smoothie.core.cards.device.Staging;
import dev.smoothie.core.vectors.Embeddings;
import java.util.Optional;

/**
 * Holds rows on a card as they are on the host: float32, in their order. {@link CardSearch} uploads them first;
 * {@link OperandPacking} makes operands of them, and exact distances are measured on them.
 *
 * @param values
 *            {@code [rows, d]}
 * @param rows
 *            how many
 * @param d
 *            dimension
 */
record CardRows(DeviceSlice values, int rows, int d) {

    /** Uploads rows, unless they are on the card already. */
    static CardRows upload(Card card, CardMemory memory, Staging staging, Embeddings rows, String what) {
        Optional<DeviceSlice> there = ResidentRows.on(card, rows.storage());
        if (there.isPresent()) {
            return new CardRows(there.get(), Math.toIntExact(rows.rows()), rows.dimension());
        }
        DeviceBuffer values = memory.allocate(rows.rows() * rows.dimension(), Float.BYTES,
                "%s [%d, %d]".formatted(what, rows.rows(), rows.dimension()));
        staging.upload(card.work(), rows.segment(), values.slice(0, rows.segment().byteSize()));
        return new CardRows(values.all(), Math.toIntExact(rows.rows()), rows.dimension());
    }
}

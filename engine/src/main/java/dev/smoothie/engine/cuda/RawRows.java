package dev.smoothie.engine.cuda;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.engine.data.Embeddings;

/**
 * Rows on a card as they are on the host: float32, in their order.
 *
 * @param values
 *            {@code [rows, d]}
 * @param rows
 *            how many
 * @param d
 *            dimension
 */
record RawRows(DeviceBuffer values, int rows, int d) {

    static RawRows upload(Card card, CardMemory memory, Staging staging, Embeddings rows, String what) {
        DeviceBuffer values = memory.allocate(rows.rows() * rows.dimension(), Float.BYTES,
                "%s [%d, %d]".formatted(what, rows.rows(), rows.dimension()));
        staging.upload(card.work(), rows.segment(), values.slice(0, rows.segment().byteSize()));
        return new RawRows(values, Math.toIntExact(rows.rows()), rows.dimension());
    }
}

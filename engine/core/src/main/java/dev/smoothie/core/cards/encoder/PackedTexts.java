package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TokenBatch;
import java.util.Arrays;

/**
 * The texts of a batch that have tokens and a row, checked, and their way to a card.
 */
final class PackedTexts {
    private final PooledEncoder model;
    private final TokenBatch texts;
    /** The texts that are taken, by their index in the batch. */
    private final int[] taken;
    private final int[] lengths;
    private final long[] targets;
    private EncoderBatch batch;
    private DeviceSlice sourcesOnCard;
    private DeviceSlice targetsOnCard;

    private PackedTexts(PooledEncoder model, TokenBatch texts, int[] taken, int[] lengths, long[] targets) {
        this.model = model;
        this.texts = texts;
        this.taken = taken;
        this.lengths = lengths;
        this.targets = targets;
    }

    /**
     * Checks a batch and leaves out texts without tokens or rows. The first row of a text is its target; pairs with its
     * other rows go to {@code repeated}.
     */
    static PackedTexts of(TokenBatch texts, RowTargets targets, long rows, CardLayers layers, RowPairs repeated) {
        if (texts.tokens() > layers.batchTokens() || texts.texts() > layers.batchTexts()) {
            throw new IllegalArgumentException("a batch of %d tokens of %d texts; at most %d of %d go at once"
                    .formatted(texts.tokens(), texts.texts(), layers.batchTokens(), layers.batchTexts()));
        }
        PooledEncoder model = layers.model();
        int[] taken = new int[texts.texts()];
        int[] lengths = new int[texts.texts()];
        long[] first = new long[texts.texts()];
        int count = 0;
        for (int text = 0; text < texts.texts(); text++) {
            int length = texts.length(text);
            if (length > model.encoder().maxTokens()) {
                throw new IllegalArgumentException(
                        "a text of %d tokens; the encoder has positions for %d".formatted(length,
                                model.encoder().maxTokens()));
            }
            int from = targets.starts()[text];
            int to = targets.starts()[text + 1];
            for (int i = from; i < to; i++) {
                if (targets.rows()[i] < 0 || targets.rows()[i] >= rows) {
                    throw new IllegalArgumentException(
                            "row %d of a matrix of %d rows".formatted(targets.rows()[i], rows));
                }
            }
            if (length > 0 && from < to) {
                taken[count] = text;
                lengths[count] = length;
                first[count++] = targets.rows()[from];
                for (int i = from + 1; i < to; i++) {
                    repeated.add(targets.rows()[from], targets.rows()[i]);
                }
            }
        }
        return new PackedTexts(model, texts, Arrays.copyOf(taken, count), Arrays.copyOf(lengths, count),
                Arrays.copyOf(first, count));
    }

    int count() {
        return taken.length;
    }

    int[] lengths() {
        return lengths;
    }

    /** The row of each text. */
    long[] targets() {
        return targets;
    }

    /** Writes all that the kernels need to a lane that is free. */
    void fill(EncoderLane lane, AttentionTiles tiles) {
        lane.clear();
        int tokens = Arrays.stream(lengths).sum();
        EncoderLane.Part ids = lane.ints(tokens);
        EncoderLane.Part places = lane.ints(tokens);
        EncoderLane.Part starts = lane.ints(count() + 1L);
        EncoderLane.Part pooled = lane.ints(count());
        EncoderLane.Part sources = lane.longs(count());
        EncoderLane.Part rows = lane.longs(count());
        EncoderLane.Part parts = lane.ints(tiles.values().length);
        int vocabulary = model.shape().vocabulary();
        int at = 0;
        for (int text = 0; text < count(); text++) {
            starts.set(text, at);
            pooled.set(text, model.pooling() == Pooling.LAST ? at + lengths[text] - 1 : at);
            sources.set(text, (long) text);
            rows.set(text, targets[text]);
            int from = texts.starts()[taken[text]];
            for (int place = 0; place < lengths[text]; place++) {
                int id = texts.ids()[from + place];
                if (id < 0 || id >= vocabulary) {
                    throw new IllegalArgumentException(
                            "token %d of a vocabulary of %d; tokenizer and weights do not belong together"
                                    .formatted(id, vocabulary));
                }
                ids.set(at, id);
                places.set(at++, place);
            }
        }
        starts.set(count(), at);
        parts.fill(tiles.values());
        sourcesOnCard = sources.device();
        targetsOnCard = rows.device();
        batch = new EncoderBatch(count(), tokens, ids.device(), places.device(), starts.device(), pooled.device(),
                parts.device(), tiles.longTiles(), tiles.shortTiles());
    }

    /** The batch on the card, once {@link #fill filled}. */
    EncoderBatch batch() {
        return batch;
    }

    /** {@code [count]} longs on the card: 0, 1, 2... */
    DeviceSlice sourcesOnCard() {
        return sourcesOnCard;
    }

    /** {@code [count]} longs on the card: the row of each text. */
    DeviceSlice targetsOnCard() {
        return targetsOnCard;
    }
}

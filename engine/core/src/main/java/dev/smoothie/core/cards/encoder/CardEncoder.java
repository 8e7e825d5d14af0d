package dev.smoothie.core.cards.encoder;

import dev.smoothie.core.cards.device.CardThread;
import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.parallel.Workers;
import java.util.ArrayList;
import java.util.List;

/** An encoder on one card, for any thread. */
public final class CardEncoder implements TextEncoder {
    private final CardThread thread;
    private final CardLayers layers;
    private final Workers workers;
    private final String description;
    private final List<CardEncoding> encodings = new ArrayList<>();
    private boolean closed;

    private CardEncoder(CardThread thread, CardLayers layers, Workers workers) {
        this.thread = thread;
        this.layers = layers;
        this.workers = workers;
        this.description = "%s, 16-bit with float32 sums, %s, batches of %d tokens".formatted(
                layers.card().device().info().name(), layers.form(), layers.batchTokens());
    }

    /**
     * Loads an encoder onto a card.
     *
     * @param batchTokens
     *            the most tokens of a batch, 0 for what suits the card
     * @throws dev.smoothie.bindings.cuda.CudaException
     *             if the card has too little memory, or fails
     * @throws IllegalArgumentException
     *             if the model has an {@link PooledEncoder#obstacle()}
     */
    public static CardEncoder load(CardThread thread, PooledEncoder model, Workers workers, int batchTokens) {
        return load(thread, model, workers, batchTokens, EncoderForm.Choice.SUITABLE);
    }

    /** The same in a form that is chosen, so that checks on a new card can try the one that older cards have. */
    static CardEncoder load(CardThread thread, PooledEncoder model, Workers workers, int batchTokens,
            EncoderForm.Choice choice) {
        model.obstacle().ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        return new CardEncoder(thread,
                CardThread.await(thread.submit(card -> new CardLayers(card, model, workers, batchTokens, choice))),
                workers);
    }

    @Override
    public int dimension() {
        return layers.model().shape().hidden();
    }

    @Override
    public int batchTokens() {
        return layers.batchTokens();
    }

    @Override
    public int batchTexts() {
        return layers.batchTexts();
    }

    @Override
    public int maxTokens() {
        return layers.model().encoder().maxTokens();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Encoding begin(long rows) {
        if (closed) {
            throw new IllegalStateException("the encoder is closed");
        }
        var encoding = new CardEncoding(thread, layers, workers, rows);
        encodings.add(encoding);
        return encoding;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            encodings.forEach(CardEncoding::close);
            CardThread.await(thread.submit(_ -> {
                layers.close();
                return null;
            }));
        }
    }
}

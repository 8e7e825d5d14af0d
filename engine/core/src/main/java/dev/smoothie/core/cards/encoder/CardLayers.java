package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.RowCopies;
import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.parallel.Workers;

/**
 * An encoder on one card: its weights, memory for the activations of a batch, and the order of its kernels from ids to
 * vectors. What it computes is on the page of this package.
 */
final class CardLayers implements AutoCloseable {
    private static final int WARPS = 8;
    /** The least share of the card's free memory that activations may take. */
    private static final double SHARE = 0.25;
    /** Tokens of a batch at a hidden size of 384. From about 66,000 on the H200 was near its full rate. */
    private static final long TOKENS = 247_000;
    private static final int HIDDEN = 384;
    /** Blocks of matrix kernels take this many rows, so a batch should fill a multiple of them on all multiprocessors. */
    private static final int ROWS = 128;
    /** Room for texts of so few tokens; a batch of shorter ones is cut by their number. */
    private static final int TOKENS_OF_TEXT = 8;

    private final Card card;
    private final PooledEncoder model;
    private final CardMemory memory;
    private final int batchTokens;
    private final CardKernels kernels;
    private final DeviceBuffer word;
    private final DeviceBuffer position;
    private final DeviceBuffer gamma;
    private final DeviceBuffer beta;
    private final EncoderForm form;
    private final EncoderMemory activations;

    /**
     * Loads an encoder onto a card.
     *
     * @param batchTokens
     *            the most tokens of a batch, 0 for what suits the card
     * @param choice
     *            which kernels run
     */
    CardLayers(Card card, PooledEncoder model, Workers workers, int batchTokens, EncoderForm.Choice choice) {
        this.card = card;
        this.model = model;
        this.memory = new CardMemory(card.device());
        EncoderShape shape = model.shape();
        try {
            this.batchTokens = Math.max(model.encoder().maxTokens(),
                    batchTokens > 0 ? batchTokens : suitable(card, shape));
            var upload = new WeightUpload(card, memory, workers);
            EncoderWeights weights = model.encoder().weights();
            word = upload.matrix(weights.word());
            position = upload.positions(model.encoder());
            gamma = upload.vector(weights.norm().gamma());
            beta = upload.vector(weights.norm().beta());
            boolean hopper = choice == EncoderForm.Choice.SUITABLE && card.device().makesTensorMaps()
                    && HopperForm.fits(card.device().info(), model);
            kernels = card.compiler().apply(hopper ? EncoderPrograms.hopper(model) : EncoderPrograms.plain(model));
            form = hopper
                    ? new HopperForm(card, kernels, model, workers)
                    : new PlainForm(card, kernels, model, workers);
            activations = memory(card, shape);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private EncoderMemory memory(Card card, EncoderShape shape) {
        try {
            return new EncoderMemory(card, shape, batchTokens, batchTexts());
        } catch (RuntimeException | Error e) {
            form.close();
            throw e;
        }
    }

    private static int suitable(Card card, EncoderShape shape) {
        long unit = (long) ROWS * card.device().info().multiprocessors();
        long each = EncoderMemory.bytesOfToken(shape) + EncoderMemory.bytesOfText(shape) / TOKENS_OF_TEXT;
        long room = (long) (SHARE * card.device().memory().free()) / each;
        long wanted = Math.min(room, TOKENS * HIDDEN / shape.hidden());
        return Math.toIntExact(wanted < unit ? Math.max(ROWS, wanted) : wanted / unit * unit);
    }

    Card card() {
        return card;
    }

    PooledEncoder model() {
        return model;
    }

    int batchTokens() {
        return batchTokens;
    }

    int batchTexts() {
        return Math.max(1, batchTokens / TOKENS_OF_TEXT);
    }

    /** How attention cuts texts of these lengths; any thread may ask. */
    AttentionTiles tiles(int[] lengths) {
        return form.tiles(lengths);
    }

    /** One line: which kernels run. */
    String form() {
        return form.name();
    }

    RowCopies copies() {
        return new RowCopies(card, model.shape().hidden());
    }

    /**
     * Gives a batch to the card.
     *
     * @param vectors
     *            receives {@code [texts, H]} floats
     */
    void run(EncoderBatch batch, DeviceSlice vectors) {
        CudaStream stream = card.work();
        int normalize = model.normalized() ? 1 : 0;
        kernels.launch("embed_norm", stream, CardKernels.blocks(batch.tokens(), WARPS, WARPS * 32), batch.ids(),
                batch.places(), word, position, gamma, beta, model.encoder().epsilon(), activations.x, batch.tokens());
        int last = model.shape().layers() - 1;
        for (int layer = 0; layer < last; layer++) {
            form.layer(layer, batch, activations);
        }
        if (model.pooling() == Pooling.MEAN) {
            form.layer(last, batch, activations);
            kernels.launch("pool_mean", stream, CardKernels.blocks(batch.texts(), WARPS, WARPS * 32), activations.x,
                    batch.starts(), vectors, batch.texts(), normalize);
        } else {
            form.pooledLayer(last, batch, activations);
            kernels.launch("finish_rows", stream, CardKernels.blocks(batch.texts(), WARPS, WARPS * 32),
                    activations.pooled, vectors, batch.texts(), normalize);
        }
    }

    @Override
    public void close() {
        activations.close();
        form.close();
        memory.close();
    }
}

package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.parallel.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs layers by warp-wide matrix instructions, which every card of compute capability 8.0 or more has. Weights lie as
 * in their file: {@code [out, in]}.
 */
final class PlainForm implements EncoderForm {
    /** As in attention.cu. */
    private static final int QUERY_ROWS = 128;
    /** Rows that a warp takes. */
    private static final int ROWS_OF_PART = 16;
    private static final int ATTENTION_THREADS = 128;
    /** As in product.cu. */
    private static final int PRODUCT_ROWS = 128;
    private static final int PRODUCT_COLUMNS = 128;
    private static final int PRODUCT_THREADS = 128;

    private final Card card;
    private final CardKernels kernels;
    private final PooledEncoder model;
    private final CardMemory memory;
    private final SharedKernels shared;
    private final List<Layer> layers = new ArrayList<>();
    private final int hidden;
    private final int intermediate;

    /** The weights of a layer: 16-bit matrices {@code [out, in]}, float32 vectors. */
    private record Layer(DeviceBuffer qkv, DeviceBuffer qkvBias, DeviceBuffer output, DeviceBuffer outputBias,
            DeviceBuffer gamma1, DeviceBuffer beta1, DeviceBuffer wide, DeviceBuffer wideBias, DeviceBuffer result,
            DeviceBuffer resultBias, DeviceBuffer gamma2, DeviceBuffer beta2) {}

    PlainForm(Card card, CardKernels kernels, PooledEncoder model, Workers workers) {
        this.card = card;
        this.kernels = kernels;
        this.model = model;
        this.hidden = model.shape().hidden();
        this.intermediate = model.shape().intermediate();
        this.shared = new SharedKernels(card, kernels, model.encoder());
        this.memory = new CardMemory(card.device());
        try {
            var upload = new WeightUpload(card, memory, workers);
            for (EncoderWeights.Layer layer : model.encoder().weights().layers()) {
                layers.add(load(upload, layer));
            }
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private Layer load(WeightUpload upload, EncoderWeights.Layer layer) {
        return new Layer(upload.stacked(layer.query(), layer.key(), layer.value()),
                upload.stackedBiases(layer.query(), layer.key(), layer.value()), upload.matrix(layer.output().weight()),
                upload.vector(layer.output().bias()), upload.vector(layer.attentionNorm().gamma()),
                upload.vector(layer.attentionNorm().beta()), upload.matrix(layer.intermediate().weight()),
                upload.vector(layer.intermediate().bias()), upload.matrix(layer.result().weight()),
                upload.vector(layer.result().bias()), upload.vector(layer.resultNorm().gamma()),
                upload.vector(layer.resultNorm().beta()));
    }

    @Override
    public String name() {
        return "kernels for tensor cores";
    }

    @Override
    public AttentionTiles tiles(int[] lengths) {
        return AttentionTiles.cut(lengths, SharedKernels.MOST_TOKENS, QUERY_ROWS, ROWS_OF_PART);
    }

    @Override
    public void layer(int index, EncoderBatch batch, EncoderMemory memory) {
        Layer layer = layers.get(index);
        product("product_bias", memory.x.all(), layer.qkv().all(), layer.qkvBias().all(), memory.qkv.all(),
                batch.tokens(), 3 * hidden, hidden, 3 * hidden);
        if (batch.longTiles() > 0) {
            kernels.launch("attention", card.work(),
                    new LaunchShape(batch.longTiles(), model.encoder().heads(), ATTENTION_THREADS, 1, 0), memory.qkv,
                    memory.attended, batch.tiles());
        }
        shared.attendShort(batch, memory);
        rest(layer, memory.attended, memory.x, memory.added, memory.wide, batch.tokens());
    }

    @Override
    public void pooledLayer(int index, EncoderBatch batch, EncoderMemory memory) {
        Layer layer = layers.get(index);
        long bias = (long) hidden * Float.BYTES;
        long row = (long) hidden * Short.BYTES;
        product("product_bias", memory.x.all(), tail(layer.qkv(), hidden * row), tail(layer.qkvBias(), bias),
                tail(memory.qkv, row), batch.tokens(), 2 * hidden, hidden, 3 * hidden);
        shared.gatherPooled(batch, memory);
        product("product_bias", memory.pooled.all(), layer.qkv().all(), layer.qkvBias().all(), memory.pooledQuery.all(),
                batch.texts(), hidden, hidden, hidden);
        shared.attendPooled(batch, memory);
        rest(layer, memory.pooledAttended, memory.pooled, memory.pooledAdded, memory.pooledWide, batch.texts());
    }

    private static DeviceSlice tail(DeviceBuffer buffer, long from) {
        return buffer.slice(from, buffer.bytes() - from);
    }

    /** What follows attention. */
    private void rest(Layer layer, DeviceBuffer attended, DeviceBuffer x, DeviceBuffer added, DeviceBuffer wide,
            int rows) {
        product("product_bias", attended.all(), layer.output().all(), layer.outputBias().all(), added.all(), rows,
                hidden, hidden, hidden);
        shared.addNorm(x, added, layer.gamma1(), layer.beta1(), rows);
        product("product_gelu", x.all(), layer.wide().all(), layer.wideBias().all(), wide.all(), rows, intermediate,
                hidden, intermediate);
        product("product_bias", wide.all(), layer.result().all(), layer.resultBias().all(), added.all(), rows, hidden,
                intermediate, hidden);
        shared.addNorm(x, added, layer.gamma2(), layer.beta2(), rows);
    }

    private void product(String kernel, DeviceSlice a, DeviceSlice weights, DeviceSlice bias, DeviceSlice out, int rows,
            int n, int k, int pitch) {
        kernels.launch(kernel, card.work(), new LaunchShape(Math.ceilDiv(n, PRODUCT_COLUMNS),
                Math.ceilDiv(rows, PRODUCT_ROWS), PRODUCT_THREADS, 1, 0), a, weights, bias, out, rows, n,
                k, pitch);
    }

    @Override
    public void close() {
        memory.close();
    }
}

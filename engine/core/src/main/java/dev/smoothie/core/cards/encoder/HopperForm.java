package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceInfo;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.bindings.cuda.TensorMap;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.parallel.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs layers by the instructions of compute capability 9.0: products of whole warpgroups, and tiles that a copy engine
 * brings. For a hidden size of 384, that of the small models, activations stay in shared memory while weights stream
 * past them, and the addition of the input and LayerNorm are part of the product; for other sizes both operands stream,
 * and LayerNorm is a kernel of its own.
 */
final class HopperForm implements EncoderForm {
    private static final int ARCHITECTURE = 90;
    /** The hidden size of the kernels that hold a whole row. */
    private static final int NARROW = 384;
    /** Query rows of a tile of attention. */
    private static final int QUERY_ROWS = 128;
    /** Rows that a warpgroup takes. */
    private static final int ROWS_OF_PART = 64;

    private final Card card;
    private final CardKernels kernels;
    private final PooledEncoder model;
    private final CardMemory memory;
    private final HopperProducts products;
    private final SharedKernels shared;
    private final List<Layer> layers = new ArrayList<>();
    private final int hidden;
    private final int intermediate;
    private final boolean narrow;

    /** The weights of a layer. */
    private record Layer(HopperWeight qkv, HopperWeight output, DeviceBuffer gamma1, DeviceBuffer beta1,
            HopperWeight wide, HopperWeight result, DeviceBuffer gamma2, DeviceBuffer beta2) {}

    HopperForm(Card card, CardKernels kernels, PooledEncoder model, Workers workers) {
        this.card = card;
        this.kernels = kernels;
        this.model = model;
        this.hidden = model.shape().hidden();
        this.intermediate = model.shape().intermediate();
        this.narrow = hidden == NARROW;
        this.products = new HopperProducts(card, kernels, hidden == NARROW);
        this.shared = new SharedKernels(card, kernels, model.encoder());
        this.memory = new CardMemory(card.device());
        try {
            var upload = new WeightUpload(card, memory, workers);
            for (EncoderWeights.Layer layer : model.encoder().weights().layers()) {
                layers.add(load(upload, layer));
            }
            kernels.allowShared("hopper_attention", attentionShared());
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** Whether a card has these instructions, and a model fits the kernels. */
    static boolean fits(DeviceInfo card, PooledEncoder model) {
        return card.architecture() == ARCHITECTURE
                && model.shape().intermediate() <= HopperProducts.MOST_COLUMNS;
    }

    private Layer load(WeightUpload upload, EncoderWeights.Layer layer) {
        return new Layer(HopperWeight.of(upload, layer.query(), layer.key(), layer.value()),
                HopperWeight.of(upload, layer.output()), upload.vector(layer.attentionNorm().gamma()),
                upload.vector(layer.attentionNorm().beta()), HopperWeight.of(upload, layer.intermediate()),
                HopperWeight.of(upload, layer.result()), upload.vector(layer.resultNorm().gamma()),
                upload.vector(layer.resultNorm().beta()));
    }

    @Override
    public String name() {
        return "kernels for Hopper";
    }

    @Override
    public AttentionTiles tiles(int[] lengths) {
        return AttentionTiles.cut(lengths, SharedKernels.MOST_TOKENS, QUERY_ROWS, ROWS_OF_PART);
    }

    @Override
    public void layer(int index, EncoderBatch batch, EncoderMemory activations) {
        Layer layer = layers.get(index);
        products.bias(activations.x, activations.tokenRows, layer.qkv().all(), activations.qkv.all(), 3 * hidden,
                batch.tokens());
        if (batch.longTiles() > 0) {
            attention(batch, activations);
        }
        shared.attendShort(batch, activations);
        rest(layer, activations.attended, activations.x, activations.added, activations.wide, activations.tokenRows,
                batch.tokens());
    }

    /** Blocks stay and take one item, a head of a tile, after the other. */
    private void attention(EncoderBatch batch, EncoderMemory activations) {
        int head = model.encoder().headSize();
        int items = batch.longTiles() * model.encoder().heads();
        int blocks = Math.min(items, (head == 32 ? 3 : 2) * card.device().info().multiprocessors());
        TensorMap map = card.device().tensorMap(activations.qkv.all(), activations.tokenRows, 3L * hidden, 3L * hidden,
                new TensorMap.Box(64, head, head == 32 ? TensorMap.Swizzle.BYTES_64 : TensorMap.Swizzle.BYTES_128));
        kernels.launch("hopper_attention", card.work(), new LaunchShape(blocks, 1, 288, 1, attentionShared()), map,
                activations.attended, batch.tiles(), items);
    }

    /** As hopper_attention.cu counts: a ring of keys and values, two tiles of queries, barriers and tiles, alignment. */
    private int attentionShared() {
        int head = model.encoder().headSize();
        int stages = head == 32 ? 6 : 4;
        int tile = 64 * 2 * head;
        return stages * 2 * tile + 2 * 2 * tile + stages * 16 + 32 + 32 + 1024;
    }

    @Override
    public void pooledLayer(int index, EncoderBatch batch, EncoderMemory activations) {
        Layer layer = layers.get(index);
        products.bias(activations.x, activations.tokenRows, layer.qkv().rows(hidden, 2 * hidden),
                tail(activations.qkv, (long) hidden * Short.BYTES), 3 * hidden, batch.tokens());
        shared.gatherPooled(batch, activations);
        products.bias(activations.pooled, activations.textRows, layer.qkv().rows(0, hidden),
                activations.pooledQuery.all(), hidden, batch.texts());
        shared.attendPooled(batch, activations);
        rest(layer, activations.pooledAttended, activations.pooled, activations.pooledAdded, activations.pooledWide,
                activations.textRows, batch.texts());
    }

    private static DeviceSlice tail(DeviceBuffer buffer, long from) {
        return buffer.slice(from, buffer.bytes() - from);
    }

    /** What follows attention. */
    private void rest(Layer layer, DeviceBuffer attended, DeviceBuffer x, DeviceBuffer added, DeviceBuffer wide,
            int room, int rows) {
        addProduct(attended, layer.output(), x, added, layer.gamma1(), layer.beta1(), room, rows);
        products.gelu(x, room, layer.wide().all(), wide.all(), intermediate, rows);
        addProduct(wide, layer.result(), x, added, layer.gamma2(), layer.beta2(), room, rows);
    }

    /** x = LayerNorm(x + a weight^T + bias). */
    private void addProduct(DeviceBuffer a, HopperWeight weight, DeviceBuffer x, DeviceBuffer added,
            DeviceBuffer gamma, DeviceBuffer beta, int room, int rows) {
        if (narrow) {
            products.norm(a, room, weight.all(), x, gamma, beta, model.encoder().epsilon(), rows);
        } else {
            products.bias(a, room, weight.all(), added.all(), hidden, rows);
            shared.addNorm(x, added, gamma, beta, rows);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}

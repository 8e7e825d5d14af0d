package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.EncoderWeights;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Reads the encoder in an ONNX file: its weights, and whether the graph computes with them what BERT does. Names alone
 * would not show a norm before the attention, another activation, or a table that was folded away.
 */
final class OnnxEncoder {
    private final OnnxGraph graph;
    private final OnnxSource source;
    private final BertNames names;
    private final EncoderWeights weights;

    private OnnxEncoder(OnnxGraph graph) {
        this.graph = graph;
        this.source = new OnnxSource(graph);
        this.names = BertNames.in(source);
        this.weights = names.weights(source);
    }

    static EncoderFiles.Found read(Path path, Arena arena) {
        var encoder = new OnnxEncoder(OnnxFile.read(path, arena));
        return new EncoderFiles.Found(encoder.weights, encoder.facts());
    }

    /** Checks the graph and gives what it says apart from the weights. */
    private EncoderFacts facts() {
        var norms = new OnnxNorms(graph);
        var layers = new OnnxLayers(graph, weights.shape().hidden());
        OnnxNorms.Found embedded = norms.of(names.embeddingsNorm());
        var tables = new OnnxTables(graph, names.word(), names.position(), names.tokenType(source));
        tables.requireSum(embedded.input());
        OptionalDouble epsilon = embedded.epsilon();
        OptionalInt heads = OptionalInt.empty();
        String input = embedded.output();
        for (int layer = 0; layer < weights.layers().size(); layer++) {
            OnnxNorms.Found attention = norms.of(names.attentionNorm(layer));
            OnnxNorms.Found result = norms.of(names.resultNorm(layer));
            layers.requireResidual(names.attentionOutput(layer), input, attention);
            layers.requireGelu(names.intermediate(layer), names.result(layer));
            layers.requireResidual(names.result(layer), attention.output(), result);
            epsilon = norms.same(norms.same(epsilon, attention), result);
            heads = layers.sameHeads(heads, names.query(layer));
            input = result.output();
        }
        return new EncoderFacts(heads, epsilon, tables.firstPosition());
    }
}

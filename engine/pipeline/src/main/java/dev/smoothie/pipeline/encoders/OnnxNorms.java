package dev.smoothie.pipeline.encoders;

import java.util.Optional;
import java.util.OptionalDouble;

/** Finds layer normalisations in a graph: LayerNormalization nodes, or what exporters before opset 17 write instead. */
final class OnnxNorms {
    private static final double ONNX_DEFAULT_EPSILON = 1e-5;

    private final OnnxGraph graph;

    OnnxNorms(OnnxGraph graph) {
        this.graph = graph;
    }

    /**
     * A normalisation.
     *
     * @param input
     *            the name of what is normalised
     * @param output
     *            the name of the result
     * @param epsilon
     *            empty where a graph of float16 states one, which is rounded or raised
     */
    record Found(String name, String input, String output, OptionalDouble epsilon) {}

    /** The normalisation whose gamma is {@code name.weight} or {@code name.gamma}. */
    Found of(String name) {
        String gamma = graph.constant(name + ".weight").isPresent() ? name + ".weight" : name + ".gamma";
        for (OnnxNode use : graph.uses(gamma)) {
            Optional<Found> found = switch (use.op()) {
                case "LayerNormalization" -> Optional.of(new Found(name, graph.origin(use.input(0)), use.output(),
                        OptionalDouble.of(use.decimal("epsilon", ONNX_DEFAULT_EPSILON))));
                case "Mul" -> decomposed(name, use, gamma);
                default -> Optional.empty();
            };
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new UnusableWeights("%s: %s is used by %s; expected a layer normalisation, as exporters write it"
                .formatted(graph.file(), gamma, graph.uses(gamma).stream().map(OnnxNode::op).distinct().toList()),
                UnusableWeights.PLAIN_EXPORT);
    }

    /** {@code (x - mean) / sqrt(variance + epsilon) * gamma + beta}. */
    private Optional<Found> decomposed(String name, OnnxNode mul, String gamma) {
        Optional<OnnxNode> div = graph.producer(mul.otherThan(gamma), "Div");
        Optional<OnnxNode> centred = div.flatMap(node -> graph.producer(node.input(0), "Sub"));
        Optional<OnnxNode> variance = div.flatMap(node -> graph.producer(node.input(1), "Sqrt"))
                .flatMap(sqrt -> graph.producer(sqrt.input(0), "Add"));
        Optional<OnnxNode> result = graph.use(mul.output(), "Add");
        if (centred.isEmpty() || variance.isEmpty() || result.isEmpty()) {
            return Optional.empty();
        }
        OptionalDouble epsilon = OptionalDouble.empty();
        for (String input : variance.get().inputs()) {
            if (graph.constant(input).filter(c -> c.type() == OnnxTensor.FLOAT).isPresent()) {
                epsilon = graph.number(input);
            }
        }
        return Optional.of(new Found(name, graph.origin(centred.get().input(0)), result.get().output(), epsilon));
    }

    /** The epsilon of all normalisations so far and of one more, which must be the same. */
    OptionalDouble same(OptionalDouble epsilon, Found norm) {
        if (!epsilon.equals(norm.epsilon())) {
            throw new UnusableWeights("%s: the layer normalisations differ in their epsilon: %s has %s, those before %s"
                    .formatted(graph.file(), norm.name(), text(norm.epsilon()), text(epsilon)));
        }
        return epsilon;
    }

    private static String text(OptionalDouble epsilon) {
        return epsilon.isPresent() ? Double.toString(epsilon.getAsDouble()) : "none";
    }
}

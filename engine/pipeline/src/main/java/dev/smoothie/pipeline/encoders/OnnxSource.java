package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.EncoderWeights.Dense;
import dev.smoothie.core.encoding.EncoderWeights.Norm;
import dev.smoothie.core.encoding.WeightTensor;
import dev.smoothie.core.encoding.WeightTensor.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The weights of an ONNX graph, float or with weights quantised to eight bits. Exporters keep the names of biases, norms
 * and tables, but transpose the matrices of dense layers and give them names as {@code onnx::MatMul_123}; so a matrix is
 * found from its bias, through the nodes that add the one to the product with the other.
 */
final class OnnxSource implements TensorSource {
    /** What ONNX Runtime's quantiser adds to names. */
    private static final String QUANTIZED = "_quantized";
    private static final List<String> COMPANIONS = List.of("_scale", "_zero_point");
    /** More outputs than any layer has. */
    private static final int MOST_SCALES = 1 << 20;
    private static final List<Long> SWAP = List.of(1L, 0L);

    private final OnnxGraph graph;
    private final Set<String> names;

    OnnxSource(OnnxGraph graph) {
        this.graph = graph;
        this.names = names(graph);
    }

    private static Set<String> names(OnnxGraph graph) {
        return graph.constantNames().stream().filter(name -> COMPANIONS.stream().noneMatch(name::endsWith))
                // Constants inside a layer go by paths, as /encoder/layer.0/…
                .filter(name -> !name.contains("/"))
                .map(name -> name.endsWith(QUANTIZED) ? name.substring(0, name.length() - QUANTIZED.length()) : name)
                .collect(Collectors.toSet());
    }

    @Override
    public String file() {
        return graph.file();
    }

    @Override
    public Set<String> names() {
        return names;
    }

    @Override
    public WeightTensor table(String name) {
        String weight = name + ".weight";
        Optional<OnnxTensor> plain = graph.constant(weight).filter(OnnxTensor::isFloatingPoint);
        if (plain.isPresent()) {
            return plain.get().weights(false, Optional.empty());
        }
        String stored = graph.constant(weight).isPresent() ? weight : weight + QUANTIZED;
        OnnxTensor quantized = graph.constant(stored).orElseThrow(() -> missing(weight));
        // Its rows become numbers after they are looked up, or all at once before.
        OnnxNode dequantize = graph.use(stored, "DequantizeLinear")
                .or(() -> graph.use(stored, "Gather").flatMap(rows -> graph.use(rows.output(), "DequantizeLinear")))
                .orElseThrow(() -> unexpected(weight, stored));
        Scale scale = scale(dequantize.input(1), dequantize.input(2), weight);
        if (scale.factors().size() > 1) {
            throw new UnusableWeights("%s: the table %s has %d scales, expected one".formatted(file(), weight,
                    scale.factors().size()));
        }
        return quantized.weights(false, Optional.of(scale));
    }

    @Override
    public Dense dense(String name) {
        String bias = name + ".bias";
        WeightTensor added = vector(bias);
        for (OnnxNode use : graph.uses(bias)) {
            if (use.is("Add")) {
                Optional<WeightTensor> matrix = graph.producer(use.otherThan(bias)).flatMap(p -> matrix(p, name));
                if (matrix.isPresent()) {
                    return new Dense(matrix.get(), added);
                }
            } else if (use.is("Gemm")) {
                return new Dense(gemm(use, name), added);
            }
        }
        throw unexpected(name, bias);
    }

    @Override
    public Norm norm(String name) {
        boolean old = graph.constant(name + ".weight").isEmpty() && graph.constant(name + ".gamma").isPresent();
        return new Norm(vector(name + (old ? ".gamma" : ".weight")), vector(name + (old ? ".beta" : ".bias")));
    }

    private WeightTensor vector(String name) {
        return graph.constant(name).orElseThrow(() -> missing(name)).weights(false, Optional.empty());
    }

    private UnusableWeights unexpected(String name, String tensor) {
        List<String> ops = graph.uses(tensor).stream().map(OnnxNode::op).sorted().distinct().toList();
        return new UnusableWeights(
                "%s: %s is used by %s, where its weights cannot be found; the graph was rewritten by an optimiser"
                        .formatted(file(), name, ops.isEmpty() ? "no node" : String.join(", ", ops)),
                UnusableWeights.PLAIN_EXPORT);
    }

    /** The matrix of a product, where {@code node} is one. */
    private Optional<WeightTensor> matrix(OnnxNode node, String name) {
        return switch (node.op()) {
            case "MatMul" -> Optional.of(operand(node.input(1), false, name));
            case "Mul" -> integerProduct(node, name);
            default -> Optional.empty();
        };
    }

    private WeightTensor gemm(OnnxNode node, String name) {
        if (node.decimal("alpha", 1) != 1 || node.decimal("beta", 1) != 1 || node.integer("transA", 0) != 0) {
            throw new UnusableWeights("%s: the product of %s is scaled or transposed".formatted(file(), name));
        }
        return operand(node.input(1), node.integer("transB", 0) != 0, name);
    }

    /**
     * The right operand of a product, {@code [in, out]}, or {@code [out, in]} if {@code swapped}: a constant, or one that
     * is transposed or made of integers first.
     */
    private WeightTensor operand(String operand, boolean swapped, String name) {
        Optional<OnnxTensor> constant = graph.constant(graph.origin(operand));
        if (constant.isPresent()) {
            return constant.get().weights(!swapped, Optional.empty());
        }
        OnnxNode node = graph.producer(operand).orElseThrow(() -> missing("weight of " + name));
        if (node.is("Transpose") && SWAP.equals(node.attributes().getOrDefault("perm", SWAP)) && !swapped) {
            return operand(node.input(0), true, name);
        }
        Optional<OnnxTensor> quantized = graph.constant(node.input(0));
        if (!node.is("DequantizeLinear") || quantized.isEmpty() || node.integer("block_size", 0) != 0) {
            throw new UnusableWeights("%s: the weight of %s comes from %s, which cannot be read".formatted(file(), name,
                    node.op()), UnusableWeights.PLAIN_EXPORT);
        }
        Scale scale = scale(node.input(1), node.input(2), name);
        long axis = Math.floorMod(node.integer("axis", 1), 2L);
        if (scale.factors().size() > 1 && axis != (swapped ? 0 : 1)) {
            throw new UnusableWeights("%s: the scales of %s are not those of its outputs".formatted(file(), name));
        }
        return quantized.get().weights(!swapped, Optional.of(scale));
    }

    /**
     * The matrix of a product of integers that a dynamically quantised graph computes:
     * {@code Cast(MatMulInteger(x, W, x's zero, W's zero)) * (x's scale * W's scale)}.
     */
    private Optional<WeightTensor> integerProduct(OnnxNode mul, String name) {
        for (int side = 0; side < 2; side++) {
            Optional<OnnxNode> product = graph.producer(mul.input(side), "MatMulInteger");
            Optional<OnnxNode> scales = graph.producer(mul.input(1 - side), "Mul");
            if (product.isPresent() && scales.isPresent()) {
                String stored = product.get().input(1);
                OnnxTensor quantized = graph.constant(stored).orElseThrow(() -> missing("weight of " + name));
                String factor = graph.constant(scales.get().input(0)).isPresent()
                        ? scales.get().input(0)
                        : scales.get().input(1);
                return Optional.of(quantized.weights(true,
                        Optional.of(scale(factor, product.get().input(3), name))));
            }
        }
        return Optional.empty();
    }

    /** Factors, and zero points if they are given: one of each, or one for each output. */
    private Scale scale(String factors, String zeros, String name) {
        OnnxTensor factor = graph.constant(factors).orElseThrow(() -> missing("scale of " + name));
        Optional<OnnxTensor> zero = zeros.isEmpty()
                ? Optional.empty()
                : Optional.of(graph.constant(zeros).orElseThrow(() -> missing("zero point of " + name)));
        boolean fits = zero.isEmpty() || zero.get().count() == 1 || zero.get().count() == factor.count();
        if (factor.type() != OnnxTensor.FLOAT || !fits || factor.count() == 0 || factor.count() > MOST_SCALES) {
            throw new UnusableWeights("%s: the scale of %s has %d numbers of ONNX's type %d and %d zero points"
                    .formatted(file(), name, factor.count(), factor.type(), zero.map(OnnxTensor::count).orElse(0L)));
        }
        var values = new ArrayList<Float>();
        var offsets = new ArrayList<Integer>();
        for (long i = 0; i < factor.count(); i++) {
            long at = zero.isPresent() && zero.get().count() > 1 ? i : 0;
            values.add((float) factor.number(i));
            offsets.add(zero.isPresent() ? (int) zero.get().number(at) : 0);
        }
        return new Scale(values, offsets);
    }
}

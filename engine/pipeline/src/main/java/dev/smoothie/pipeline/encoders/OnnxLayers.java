package dev.smoothie.pipeline.encoders;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** What a graph computes with the weights of a layer. */
final class OnnxLayers {
    /** More nodes than any exporter writes for an activation, with its quantisation. */
    private static final int ACTIVATION_NODES = 64;
    /** The nodes of the exact GELU, {@code x / 2 * (1 + erf(x / sqrt(2)))}, and of quantisation around it. */
    private static final Set<String> GELU = Set.of("Erf", "Div", "Mul", "Add", "DynamicQuantizeLinear",
            "QuantizeLinear", "DequantizeLinear", "Gelu");

    private final OnnxGraph graph;
    private final int hidden;

    OnnxLayers(OnnxGraph graph, int hidden) {
        this.graph = graph;
        this.hidden = hidden;
    }

    /** The node that gives the output of the dense layer {@code name}. */
    private OnnxNode dense(String name) {
        return graph.use(name + ".bias", "Add", "Gemm").orElseThrow(() -> new UnusableWeights(
                "%s: no node adds %s.bias".formatted(graph.file(), name), UnusableWeights.PLAIN_EXPORT));
    }

    /** Fails unless {@code norm} normalises the sum of the dense layer {@code name} and {@code input}. */
    void requireResidual(String name, String input, OnnxNorms.Found norm) {
        Optional<OnnxNode> sum = graph.producer(norm.input(), "Add");
        Set<String> added = new HashSet<>();
        sum.ifPresent(add -> add.inputs().forEach(term -> added.add(graph.origin(term))));
        if (!added.equals(Set.of(dense(name).output(), graph.origin(input)))) {
            throw new UnusableWeights(
                    "%s: %s does not normalise the sum of %s and of what this part of the layer was given; norms in other places are not supported"
                            .formatted(graph.file(), norm.name(), name));
        }
    }

    /** Fails unless what is between two dense layers is the exact GELU. */
    void requireGelu(String intermediate, String result) {
        Set<String> ops = between(dense(intermediate).output(), dense(result));
        boolean exact = GELU.containsAll(ops) && (ops.contains("Erf") != ops.contains("Gelu"));
        if (!exact) {
            throw new UnusableWeights("%s: the activation between %s and %s is %s; supported is the GELU by Erf"
                    .formatted(graph.file(), intermediate, result, ops));
        }
    }

    /** The operations on all ways from {@code from} to the product of the dense layer {@code to}. */
    private Set<String> between(String from, OnnxNode to) {
        var ops = new TreeSet<String>();
        var seen = new HashSet<String>(Set.of(from));
        var open = new ArrayDeque<String>(product(to).inputs());
        while (!open.isEmpty() && seen.size() < ACTIVATION_NODES) {
            String name = graph.origin(open.pop());
            Optional<OnnxNode> node = graph.producer(name);
            if (seen.add(name) && node.isPresent() && !isWeight(node.get())) {
                ops.add(op(node.get()));
                open.addAll(node.get().inputs());
            }
        }
        return ops;
    }

    /** The name of a GELU tells which it is. */
    private static String op(OnnxNode node) {
        String approximate = node.text("approximate", "none");
        return node.is("Gelu") && !approximate.equals("none") ? "Gelu by %s".formatted(approximate) : node.op();
    }

    /** The node that multiplies, before the bias is added. */
    private OnnxNode product(OnnxNode dense) {
        if (dense.is("Gemm")) {
            return dense;
        }
        for (String input : dense.inputs()) {
            Optional<OnnxNode> node = graph.producer(input);
            Optional<OnnxNode> scaled = node.filter(n -> n.is("Mul")).flatMap(mul -> mul.inputs().stream()
                    .flatMap(factor -> graph.producer(factor, "MatMulInteger").stream()).findFirst());
            if (scaled.isPresent() || node.filter(n -> n.is("MatMul")).isPresent()) {
                return scaled.orElseGet(node::get);
            }
        }
        return dense;
    }

    /** Whether a node only prepares weights. */
    private boolean isWeight(OnnxNode node) {
        return node.inputs().stream().allMatch(input -> graph.constant(input).isPresent());
    }

    /** The heads of the layers so far and of one more, which must be as many; empty where the graph does not tell. */
    OptionalInt sameHeads(OptionalInt before, String query) {
        OptionalInt heads = heads(query);
        if (before.isPresent() && heads.isPresent() && before.getAsInt() != heads.getAsInt()) {
            throw new UnusableWeights("%s: the layers differ in their heads: %s has %d, those before %d"
                    .formatted(graph.file(), query, heads.getAsInt(), before.getAsInt()));
        }
        return heads.isPresent() ? heads : before;
    }

    /** Of the shape {@code [batch, tokens, heads, size]} that the queries are brought to. */
    private OptionalInt heads(String query) {
        return graph.use(dense(query).output(), "Reshape").map(reshape -> {
            List<Long> shape = lastTwo(reshape.input(1));
            long size = shape.getLast();
            long heads = shape.getFirst() > 0 ? shape.getFirst() : size > 0 ? hidden / size : 0;
            return heads > 0 && heads <= hidden && (size <= 0 || heads * size == hidden)
                    ? OptionalInt.of((int) heads)
                    : OptionalInt.empty();
        }).orElse(OptionalInt.empty());
    }

    /** The last two sizes of a shape that is constant, or put together of single sizes; 0 for what is not known. */
    private List<Long> lastTwo(String shape) {
        Optional<OnnxTensor> constant = graph.constant(shape);
        if (constant.isPresent() && constant.get().count() >= 2) {
            long count = constant.get().count();
            return List.of((long) constant.get().number(count - 2), (long) constant.get().number(count - 1));
        }
        return graph.producer(shape, "Concat").filter(concat -> concat.inputs().size() >= 2).map(concat -> {
            List<String> sizes = concat.inputs().reversed();
            return List.of(single(sizes.get(1)), single(sizes.getFirst()));
        }).orElse(List.of(0L, 0L));
    }

    private long single(String name) {
        return (long) graph.number(name).orElse(0);
    }
}

package dev.smoothie.pipeline.encoders;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The embedding tables of a graph: what is added up, and which row of the position table a text begins with. */
final class OnnxTables {
    /** More than an exporter puts between the tokens and their positions. */
    private static final int DEPTH = 24;

    private final OnnxGraph graph;
    private final String position;
    private final Set<String> expected;

    OnnxTables(OnnxGraph graph, String word, String position, Optional<String> tokenType) {
        this.graph = graph;
        this.position = position;
        this.expected = new HashSet<>(Set.of(word, position));
        tokenType.ifPresent(expected::add);
    }

    /** Fails unless {@code sum} adds one row of each table and nothing else. */
    void requireSum(String sum) {
        var found = new ArrayList<String>();
        collect(sum, found, DEPTH);
        if (found.size() != expected.size() || !expected.equals(Set.copyOf(found))) {
            throw new UnusableWeights("%s: what is normalised first is the sum of %s; expected %s".formatted(
                    graph.file(), found, expected.stream().sorted().toList()));
        }
    }

    private void collect(String name, List<String> found, int depth) {
        Optional<OnnxNode> node = graph.producer(name);
        if (node.isPresent() && node.get().is("Add") && depth > 0 && found.size() <= expected.size()) {
            collect(node.get().input(0), found, depth - 1);
            collect(node.get().input(1), found, depth - 1);
        } else {
            found.add(node.flatMap(this::lookedUp).map(OnnxTables::table)
                    .orElse(node.map(OnnxNode::op).orElse(name)));
        }
    }

    /** The Gather behind a row, whose integers may have become numbers since. */
    private Optional<OnnxNode> lookedUp(OnnxNode node) {
        return node.is("DequantizeLinear")
                ? graph.producer(node.input(0), "Gather")
                : node.is("Gather") ? Optional.of(node) : Optional.empty();
    }

    private static String table(OnnxNode gather) {
        return gather.input(0).replaceFirst("\\.weight(_quantized|_DequantizeLinear_Output)?$", "");
    }

    /** Empty where the positions are computed in a way that is not known. */
    OptionalInt firstPosition() {
        return List.of(".weight", ".weight_quantized").stream()
                .flatMap(suffix -> graph.use(position + suffix, "Gather", "DequantizeLinear").stream())
                .map(node -> node.is("Gather") ? Optional.of(node) : graph.use(node.output(), "Gather"))
                .flatMap(Optional::stream).findFirst()
                .map(gather -> first(gather.input(1), DEPTH)).orElse(OptionalInt.empty());
    }

    /**
     * The first of the positions in {@code name}: of a constant list, part of which is used, or of a count of the tokens
     * to which the padding token's index is added.
     */
    private OptionalInt first(String name, int depth) {
        Optional<OnnxTensor> constant = graph.constant(name);
        if (constant.isPresent()) {
            return firstOf(constant.get());
        }
        Optional<OnnxNode> producer = graph.producer(name);
        if (producer.isEmpty() || depth == 0) {
            return OptionalInt.empty();
        }
        OnnxNode node = producer.get();
        return switch (node.op()) {
            // Counted with the token itself.
            case "CumSum" -> OptionalInt.of(1);
            case "Slice", "Expand", "Unsqueeze", "Reshape", "Gather", "Range" -> first(node.input(0), depth - 1);
            // By a mask that is 1 at every token.
            case "Mul" -> {
                OptionalInt first = first(node.input(0), depth / 2);
                yield first.isPresent() ? first : first(node.input(1), depth / 2);
            }
            case "Add" -> sum(node, depth);
            default -> OptionalInt.empty();
        };
    }

    private OptionalInt sum(OnnxNode add, int depth) {
        for (int side = 0; side < 2; side++) {
            Optional<OnnxTensor> offset = graph.constant(graph.origin(add.input(side)));
            OptionalInt first = first(add.input(1 - side), depth / 2);
            if (offset.isPresent() && offset.get().count() == 1 && first.isPresent()) {
                return OptionalInt.of(first.getAsInt() + (int) offset.get().number(0));
            }
        }
        return OptionalInt.empty();
    }

    /** Of a list that counts up by one. */
    private static OptionalInt firstOf(OnnxTensor positions) {
        if (positions.type() != OnnxTensor.INT64 || positions.count() == 0) {
            return OptionalInt.empty();
        }
        double first = positions.number(0);
        for (long i = 1; i < positions.count(); i++) {
            if (positions.number(i) != first + i) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.of((int) first);
    }
}

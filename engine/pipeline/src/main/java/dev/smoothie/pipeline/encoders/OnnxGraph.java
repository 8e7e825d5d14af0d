package dev.smoothie.pipeline.encoders;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A graph whose nodes can be followed in both directions. A file may claim any graph, so whoever follows nodes counts
 * its steps.
 */
final class OnnxGraph {
    /** Longer than any chain of Identity and Cast nodes that an exporter writes. */
    private static final int HOPS = 32;

    private final String file;
    private final Map<String, OnnxTensor> constants;
    private final List<OnnxNode> nodes;
    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final Map<String, List<OnnxNode>> uses = new HashMap<>();

    OnnxGraph(String file, Map<String, OnnxTensor> constants, List<OnnxNode> nodes) {
        this.file = file;
        this.constants = constants;
        this.nodes = nodes;
        for (OnnxNode node : nodes) {
            node.outputs().forEach(output -> producers.put(output, node));
            Set.copyOf(node.inputs()).forEach(input -> uses.computeIfAbsent(input, _ -> new ArrayList<>()).add(node));
        }
        nameAliases();
    }

    /** An exporter gives equal tensors one initializer, and the other names by Identity nodes. */
    private void nameAliases() {
        for (OnnxNode node : nodes) {
            if (node.is("Identity") && constants.containsKey(node.input(0))) {
                constants.putIfAbsent(node.output(), constants.get(node.input(0)));
            }
        }
    }

    String file() {
        return file;
    }

    Set<String> constantNames() {
        return constants.keySet();
    }

    Optional<OnnxTensor> constant(String name) {
        return Optional.ofNullable(constants.get(name));
    }

    /** The value of a constant that is a single number. */
    OptionalDouble number(String name) {
        OnnxTensor constant = constants.get(name);
        return constant != null && constant.count() == 1
                ? OptionalDouble.of(constant.number(0))
                : OptionalDouble.empty();
    }

    /** The node that computes {@code name}, past nodes that only pass it on. */
    Optional<OnnxNode> producer(String name) {
        return Optional.ofNullable(producers.get(origin(name)));
    }

    /** The same if it is an {@code op}. */
    Optional<OnnxNode> producer(String name, String op) {
        return producer(name).filter(node -> node.is(op));
    }

    /** The name under which a value was computed, before nodes that only pass it on. */
    String origin(String name) {
        String at = name;
        for (int hop = 0; hop < HOPS; hop++) {
            OnnxNode node = producers.get(at);
            if (node == null || !(node.is("Identity") || node.is("Cast"))) {
                return at;
            }
            at = node.input(0);
        }
        return at;
    }

    /** The nodes that use a value, past nodes that only pass it on. */
    List<OnnxNode> uses(String name) {
        var found = new ArrayList<OnnxNode>();
        Set<String> names = new HashSet<>(Set.of(name));
        var open = new ArrayDeque<>(names);
        while (!open.isEmpty()) {
            for (OnnxNode node : uses.getOrDefault(open.pop(), List.of())) {
                if (!node.is("Identity") && !node.is("Cast")) {
                    found.add(node);
                } else if (names.add(node.output())) {
                    open.add(node.output());
                }
            }
        }
        return found;
    }

    /** The first use of a value that is one of {@code ops}. */
    Optional<OnnxNode> use(String name, String... ops) {
        return uses(name).stream().filter(node -> Set.of(ops).contains(node.op())).findFirst();
    }
}

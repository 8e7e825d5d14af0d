package dev.smoothie.pipeline.encoders;

import java.util.List;
import java.util.Map;

/**
 * An operation of a graph.
 *
 * @param op
 *            its name, with the domain before it where that is not ONNX's own
 * @param inputs
 *            the names of its inputs; an empty one stands for an optional input that is not given
 * @param attributes
 *            those that are integers, numbers, texts or lists of integers
 */
record OnnxNode(String op, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {

    OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    boolean is(String name) {
        return op.equals(name);
    }

    /** The name of an input; empty where it is not given. */
    String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    /** The input of a commutative operation that is not {@code name}. */
    String otherThan(String name) {
        return input(0).equals(name) ? input(1) : input(0);
    }

    String output() {
        return outputs.isEmpty() ? "" : outputs.getFirst();
    }

    long integer(String attribute, long otherwise) {
        return attributes.get(attribute) instanceof Long value ? value : otherwise;
    }

    double decimal(String attribute, double otherwise) {
        return attributes.get(attribute) instanceof Float value ? value : otherwise;
    }

    String text(String attribute, String otherwise) {
        return attributes.get(attribute) instanceof String value ? value : otherwise;
    }
}

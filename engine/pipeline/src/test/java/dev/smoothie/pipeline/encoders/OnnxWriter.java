package dev.smoothie.pipeline.encoders;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes an ONNX graph, node by node. Every node is named by its output. */
final class OnnxWriter {
    private static final int OPSET = 17;

    private final ProtobufWriter graph = new ProtobufWriter().text(2, "encoder");
    private int constants;

    /** An attribute of a node. */
    record Attribute(String name, Object value) {}

    /** A value {@code [batch, tokens]} that the graph is given. */
    void input(String name) {
        graph.message(11, value(name, OnnxTensor.INT64, 0));
    }

    /** A value {@code [batch, tokens, hidden]} that the graph gives. */
    void output(String name, int hidden) {
        graph.message(12, value(name, OnnxTensor.FLOAT, hidden));
    }

    private static ProtobufWriter value(String name, int type, int hidden) {
        var shape = new ProtobufWriter().message(1, new ProtobufWriter().text(2, "batch"))
                .message(1, new ProtobufWriter().text(2, "tokens"));
        if (hidden > 0) {
            shape.message(1, new ProtobufWriter().integer(1, hidden));
        }
        return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1,
                new ProtobufWriter().integer(1, type).message(2, shape)));
    }

    /** Adds a node with the output {@code output} and returns that name. */
    String node(String op, String output, List<String> inputs, Attribute... attributes) {
        return node(op, List.of(output), inputs, attributes);
    }

    String node(String op, List<String> outputs, List<String> inputs, Attribute... attributes) {
        var node = new ProtobufWriter();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, "node:" + outputs.getFirst()).text(4, op);
        for (Attribute attribute : attributes) {
            node.message(5, attribute(attribute));
        }
        graph.message(1, node);
        return outputs.getFirst();
    }

    private static ProtobufWriter attribute(Attribute attribute) {
        var written = new ProtobufWriter().text(1, attribute.name());
        switch (attribute.value()) {
            case Integer i -> written.integer(3, i).integer(20, 2);
            case Float f -> written.decimal(2, f).integer(20, 1);
            case String s -> written.text(4, s).integer(20, 3);
            case ProtobufWriter tensor -> written.message(5, tensor).integer(20, 4);
            case List<?> integers -> {
                integers.forEach(i -> written.integer(8, (Integer) i));
                written.integer(20, 7);
            }
            default -> throw new IllegalArgumentException(attribute.toString());
        }
        return written;
    }

    String initializer(String name, Tensor tensor) {
        graph.message(5, tensor(name, OnnxTensor.FLOAT, tensor.shape()).bytes(9, tensor.bytes()));
        return name;
    }

    /** Integers of eight bits, stored as bytes. */
    String initializer(String name, int type, List<Integer> shape, byte[] values) {
        graph.message(5, tensor(name, type, shape).bytes(9, values));
        return name;
    }

    /** Integers of eight bits, stored in the field that others than bytes share. */
    String spelledOut(String name, int type, List<Integer> shape, byte[] values) {
        var tensor = tensor(name, type, shape);
        for (byte value : values) {
            tensor.integer(5, type == OnnxTensor.UINT8 ? Byte.toUnsignedInt(value) : value);
        }
        graph.message(5, tensor);
        return name;
    }

    /** A tensor whose data are in another file. */
    String external(String name, List<Integer> shape, String location, long offset, long length) {
        graph.message(5, tensor(name, OnnxTensor.FLOAT, shape).message(13, entry("location", location))
                .message(13, entry("offset", Long.toString(offset))).message(13, entry("length", Long.toString(length)))
                .integer(14, 1));
        return name;
    }

    private static ProtobufWriter entry(String key, String value) {
        return new ProtobufWriter().text(1, key).text(2, value);
    }

    /** A Constant node with a list of integers. */
    String integers(Integer... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List.of(values).forEach(bytes::putLong);
        return constant(tensor("", OnnxTensor.INT64, List.of(values.length)).bytes(9, bytes.array()));
    }

    /** A Constant node with one integer, of no dimension. */
    String integer(int value) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return constant(tensor("", OnnxTensor.INT64, List.of()).bytes(9, bytes.array()));
    }

    /** A Constant node with one number, of no dimension. */
    String number(float value) {
        return constant(tensor("", OnnxTensor.FLOAT, List.of())
                .bytes(9, new Tensor(List.of(), new float[]{value}).bytes()));
    }

    private String constant(ProtobufWriter tensor) {
        return node("Constant", "/Constant_%d".formatted(constants++), List.of(), new Attribute("value", tensor));
    }

    private static ProtobufWriter tensor(String name, int type, List<Integer> shape) {
        var tensor = new ProtobufWriter();
        shape.forEach(size -> tensor.integer(1, size));
        return tensor.integer(2, type).text(8, name);
    }

    byte[] toBytes() {
        return new ProtobufWriter().integer(1, 8).text(2, "smoothie-test").message(7, graph)
                .message(8, new ProtobufWriter().text(1, "").integer(2, OPSET)).toBytes();
    }
}

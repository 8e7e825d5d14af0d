package dev.smoothie.pipeline.encoders;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses an ONNX file ({@code onnx.proto}: ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto). Numbers stay
 * where they are in the mapped file, or in the files beside it that hold external data. For use by one thread.
 */
final class OnnxFile {
    private static final int EXTERNAL = 1;
    /** Weights are stored as bytes, in place; only small constants are stored in a form that has to be copied. */
    private static final int MOST_COPIED = 1 << 24;

    private final Path path;
    private final Arena arena;
    private final String name;
    private final Map<String, MappedFile> externals = new HashMap<>();
    private final Map<String, OnnxTensor> constants = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();

    private OnnxFile(Path path, Arena arena) {
        this.path = path;
        this.arena = arena;
        this.name = path.toString();
    }

    static OnnxGraph read(Path path, Arena arena) {
        var file = new OnnxFile(path, arena);
        var model = new ProtobufMessage(file.name, MappedFile.of(path, arena).bytes());
        while (model.next()) {
            if (model.field() == 7) {
                file.graph(model.message());
            }
        }
        if (file.nodes.isEmpty()) {
            throw UnusableWeights.broken(file.name, "no graph in it");
        }
        return new OnnxGraph(file.name, file.constants, file.nodes);
    }

    private void graph(ProtobufMessage graph) {
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> node(graph.message());
                case 5 -> {
                    OnnxTensor tensor = tensor(graph.message());
                    constants.put(tensor.name(), tensor);
                }
                default -> {}
            }
        }
    }

    private void node(ProtobufMessage node) {
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        var attributes = new HashMap<String, Object>();
        String op = "";
        String domain = "";
        while (node.next()) {
            switch (node.field()) {
                case 1 -> inputs.add(node.text());
                case 2 -> outputs.add(node.text());
                case 4 -> op = node.text();
                case 5 -> attribute(node.message(), attributes);
                case 7 -> domain = node.text();
                default -> {}
            }
        }
        boolean own = domain.isEmpty() || domain.equals("ai.onnx");
        var read = new OnnxNode(own ? op : domain + "." + op, inputs, outputs, attributes);
        if (read.is("Constant") && attributes.get("value") instanceof OnnxTensor value) {
            constants.put(read.output(), value);
        } else {
            nodes.add(read);
        }
    }

    private void attribute(ProtobufMessage attribute, Map<String, Object> into) {
        String key = "";
        Object value = null;
        var integers = new ArrayList<Long>();
        while (attribute.next()) {
            switch (attribute.field()) {
                case 1 -> key = attribute.text();
                case 2 -> value = attribute.decimal();
                case 3 -> value = attribute.integer();
                // A text of any length: some exporters leave stack traces here.
                case 4 -> value = attribute.bytes().byteSize() > 64 ? null : attribute.text();
                case 5 -> value = tensor(attribute.message());
                case 8 -> attribute.integers(integers::add);
                default -> {}
            }
        }
        if (value != null || !integers.isEmpty()) {
            into.put(key, value == null ? integers : value);
        }
    }

    private OnnxTensor tensor(ProtobufMessage tensor) {
        var shape = new ArrayList<Long>();
        var external = new HashMap<String, String>();
        var numbers = new ArrayList<MemorySegment>();
        var integers = new Integers();
        int type = 0;
        String tensorName = "";
        boolean outside = false;
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> tensor.integers(shape::add);
                case 2 -> type = (int) tensor.integer();
                case 4, 10 -> numbers.add(tensor.fixed());
                case 5, 7 -> tensor.integers(integers::add);
                case 8 -> tensorName = tensor.text();
                case 9 -> numbers.add(tensor.bytes());
                case 13 -> externalEntry(tensor.message(), external);
                case 14 -> outside = tensor.integer() == EXTERNAL;
                default -> {}
            }
        }
        MemorySegment data = outside
                ? external(tensorName, external)
                : integers.count > 0 ? integers.packed(OnnxTensor.bytes(type)) : joined(numbers);
        return new OnnxTensor(name, tensorName, type, shape, data);
    }

    /** One segment where it lies; or a copy of many, which are numbers that were not packed. */
    private MemorySegment joined(List<MemorySegment> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        long bytes = parts.stream().mapToLong(MemorySegment::byteSize).sum();
        if (bytes > MOST_COPIED) {
            throw tooManyCopied();
        }
        MemorySegment all = MemorySegment.ofArray(new byte[(int) bytes]);
        long at = 0;
        for (MemorySegment part : parts) {
            MemorySegment.copy(part, 0, all, at, part.byteSize());
            at += part.byteSize();
        }
        return all;
    }

    private UnusableWeights tooManyCopied() {
        return new UnusableWeights("%s: it has a tensor of more than %,d numbers that is not stored as bytes"
                .formatted(name, MOST_COPIED), "save it once more with a current version of onnx");
    }

    private static void externalEntry(ProtobufMessage entry, Map<String, String> into) {
        String key = "";
        String value = "";
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> key = entry.text();
                case 2 -> value = entry.text();
                default -> {}
            }
        }
        into.put(key, value);
    }

    private MemorySegment external(String tensorName, Map<String, String> entry) {
        String location = entry.getOrDefault("location", "");
        if (!location.matches("[\\w][\\w. +-]*")) {
            throw UnusableWeights.broken(name,
                    "the data of %s ought to be in \"%s\", which is not the name of a file beside it"
                            .formatted(tensorName, location));
        }
        MappedFile data = externals.computeIfAbsent(location,
                file -> MappedFile.of(path.resolveSibling(file), arena));
        try {
            long offset = Long.parseLong(entry.getOrDefault("offset", "0"));
            String length = entry.get("length");
            return data.slice(offset, length == null ? data.bytes().byteSize() - offset : Long.parseLong(length),
                    tensorName);
        } catch (NumberFormatException _) {
            throw UnusableWeights.broken(name, "offset or length of %s in %s is not a number".formatted(tensorName,
                    location));
        }
    }

    /** Integers that are stored as varints: of scales' zero points and of shapes. */
    private final class Integers {
        private long[] values = new long[8];
        private int count;

        void add(long value) {
            if (count == values.length) {
                if (count >= MOST_COPIED) {
                    throw tooManyCopied();
                }
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        /** The lowest {@code bytes} bytes of each; a float16 is stored as an integer of its bits. */
        MemorySegment packed(int bytes) {
            var packed = new byte[count * bytes];
            for (int i = 0; i < count; i++) {
                for (int b = 0; b < bytes; b++) {
                    packed[i * bytes + b] = (byte) (values[i] >>> (Byte.SIZE * b));
                }
            }
            return MemorySegment.ofArray(packed);
        }
    }
}

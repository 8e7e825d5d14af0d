package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.EncoderWeights.Dense;
import dev.smoothie.core.encoding.EncoderWeights.Norm;
import dev.smoothie.core.encoding.WeightTensor;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.text.InputFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/**
 * A {@code .safetensors} file, or several that a {@code .safetensors.index.json} names: eight bytes with the length of a
 * JSON header, the header with name, type, shape and place of each tensor, then the tensors.
 */
final class Safetensors implements TensorSource {
    static final String INDEX = ".index.json";
    /** The format's own limit. */
    private static final long LONGEST_HEADER = 100_000_000;
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Map<String, WeightTensor.Type> TYPES = Map.of("F32", WeightTensor.Type.FLOAT32, "F16",
            WeightTensor.Type.FLOAT16, "BF16", WeightTensor.Type.BFLOAT16);

    private final String file;
    private final Map<String, Entry> entries;

    private Safetensors(String file, Map<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** One tensor, in the file that it is in; its place is not checked before it is asked for. */
    private record Entry(MappedFile file, long start, SafetensorsHeader.Entry header) {}

    static Safetensors open(Path path, Arena arena) {
        if (!path.toString().endsWith(INDEX)) {
            return new Safetensors(path.toString(), entries(MappedFile.of(path, arena)));
        }
        var entries = new HashMap<String, Entry>();
        for (String shard : shards(path)) {
            entries.putAll(entries(MappedFile.of(path.resolveSibling(shard), arena)));
        }
        return new Safetensors(path.toString(), entries);
    }

    private static Set<String> shards(Path index) {
        var shards = new TreeSet<String>();
        try (InputFile input = InputFile.of(index.toString()); JsonCursor json = JsonCursor.over(input.open())) {
            json.expect(JsonToken.START_OBJECT, "a JSON object");
            for (String key = json.key(); key != null; key = json.key()) {
                if (!key.equals("weight_map")) {
                    json.skip();
                    continue;
                }
                json.expect(JsonToken.START_OBJECT, "an object for \"weight_map\"");
                for (String name = json.key(); name != null; name = json.key()) {
                    json.optionalText(name).ifPresent(shards::add);
                }
            }
        }
        for (String shard : shards) {
            if (!shard.matches("[\\w.-]+")) {
                throw UnusableWeights.broken(index.toString(), "\"%s\" is not the name of a file beside it"
                        .formatted(JsonCursor.excerpt(shard)));
            }
        }
        return shards;
    }

    private static Map<String, Entry> entries(MappedFile file) {
        long length = file.slice(0, Long.BYTES, "the length of the header").get(LENGTH, 0);
        if (length > LONGEST_HEADER) {
            throw UnusableWeights.broken(file.name(), "not a .safetensors file: its header ought to have %s bytes"
                    .formatted(Long.toUnsignedString(length)));
        }
        byte[] json = file.slice(Long.BYTES, length, "the header").toArray(ValueLayout.JAVA_BYTE);
        var entries = new LinkedHashMap<String, Entry>();
        try {
            SafetensorsHeader.parse(json)
                    .forEach((name, header) -> entries.put(name, new Entry(file, Long.BYTES + length, header)));
        } catch (JacksonException | IllegalArgumentException e) {
            throw UnusableWeights.broken(file.name(), "broken header: %s"
                    .formatted(e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage()));
        }
        return entries;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public Set<String> names() {
        return entries.keySet();
    }

    @Override
    public WeightTensor table(String name) {
        return tensor(name + ".weight");
    }

    @Override
    public Dense dense(String name) {
        return new Dense(tensor(name + ".weight"), tensor(name + ".bias"));
    }

    @Override
    public Norm norm(String name) {
        // Checkpoints converted from TensorFlow have gamma and beta.
        boolean old = !entries.containsKey(name + ".weight") && entries.containsKey(name + ".gamma");
        return new Norm(tensor(name + (old ? ".gamma" : ".weight")), tensor(name + (old ? ".beta" : ".bias")));
    }

    private WeightTensor tensor(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw missing(name);
        }
        SafetensorsHeader.Entry header = entry.header();
        WeightTensor.Type type = TYPES.get(header.type());
        if (type == null) {
            throw new UnusableWeights("%s: %s is of the type %s; F32, F16 and BF16 can be read"
                    .formatted(entry.file().name(), name, header.type()));
        }
        List<Integer> shape = Shapes.ofWeight(entry.file().name(), name, header.shape());
        long bytes = header.end() - header.start();
        if (header.start() < 0 || bytes != Shapes.numbers(shape) * type.bytes()) {
            throw UnusableWeights.broken(entry.file().name(), "%s of the shape %s has %,d bytes, expected %,d"
                    .formatted(name, shape, bytes, Shapes.numbers(shape) * type.bytes()));
        }
        MemorySegment data = entry.file().slice(entry.start() + header.start(), bytes, name);
        return new WeightTensor(name, shape, type, data, Optional.empty(), false);
    }
}

package org.example.bert;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tensors of a file in the format safetensors: eight bytes with the length of a header, the header in JSON, and the
 * numbers. Only numbers of 32 bits are read, and only files below 2 GB.
 *
 * @param file
 *            for messages
 * @param tensors
 *            numbers by name, row-major
 */
record Safetensors(Path file, Map<String, float[]> tensors) {
    private static final Pattern TENSOR = Pattern.compile("\"([^\"]+)\"\\s*:\\s*\\{\\s*\"dtype\"\\s*:\\s*\"F32\"[^}]*"
            + "\"data_offsets\"\\s*:\\s*\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\]\\s*\\}");

    static Safetensors read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int start = Long.BYTES + Math.toIntExact(bytes.getLong(0));
        var header = new String(bytes.array(), Long.BYTES, start - Long.BYTES, StandardCharsets.UTF_8);
        var tensors = new HashMap<String, float[]>();
        for (Matcher tensor = TENSOR.matcher(header); tensor.find();) {
            int from = Integer.parseInt(tensor.group(2));
            int to = Integer.parseInt(tensor.group(3));
            var numbers = new float[(to - from) / Float.BYTES];
            bytes.slice(start + from, to - from).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
            tensors.put(tensor.group(1), numbers);
        }
        return new Safetensors(file, tensors);
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    float[] get(String name) {
        if (!has(name)) {
            throw new SmoothieException("bert: %s has no tensor %s of 32-bit numbers".formatted(file, name));
        }
        return tensors.get(name);
    }
}

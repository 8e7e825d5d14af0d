package dev.smoothie.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A folder of test files. In arguments, {@code $/name} stands for the path of a file in it.
 *
 * @param path
 *            the folder
 */
record Folder(Path path) {

    Folder file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Folder file(String name, byte[] bytes) {
        try {
            Files.write(path.resolve(name), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a .npy of float32 in C order, by the description of the format and not by the program's own writer. */
    Folder npy(String name, int[] shape, float... values) {
        return file(name, npy("'<f4'", "False", shape, ByteOrder.LITTLE_ENDIAN, values));
    }

    /** The bytes of a .npy, version 1.0. */
    static byte[] npy(String type, String fortranOrder, int[] shape, ByteOrder order, float... values) {
        String sizes = Arrays.toString(shape).replace('[', '(').replace("]", shape.length == 1 ? ",)" : ")");
        String literal = "{'descr': %s, 'fortran_order': %s, 'shape': %s, }".formatted(type, fortranOrder, sizes);
        String header = literal + " ".repeat(117 - literal.length()) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0)
                .putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII)).order(order);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    /** A .npy of float32 in C order: its shape and its numbers. */
    record Array(String shape, float[] values) {

        /** The least cosine between a vector of {@code d} numbers and that of the same place in the other array. */
        double leastCosine(Array other, int d) {
            double least = 1;
            for (int from = 0; from < values.length; from += d) {
                double product = 0;
                double own = 0;
                double others = 0;
                for (int i = from; i < from + d; i++) {
                    product += (double) values[i] * other.values[i];
                    own += (double) values[i] * values[i];
                    others += (double) other.values[i] * other.values[i];
                }
                least = Math.min(least, product / Math.sqrt(own * others));
            }
            return least;
        }
    }

    Array npy(String name) {
        byte[] bytes = bytes(name);
        int start = 10 + Short.toUnsignedInt(ByteBuffer.wrap(bytes, 8, 2).order(ByteOrder.LITTLE_ENDIAN).getShort());
        String header = new String(bytes, 10, start - 10, StandardCharsets.US_ASCII);
        if (!header.contains("'<f4'") || !header.contains("'fortran_order': False")) {
            throw new AssertionError(header);
        }
        var values = new float[(bytes.length - start) / Float.BYTES];
        ByteBuffer.wrap(bytes, start, bytes.length - start).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new Array(header.substring(header.indexOf('('), header.indexOf(')') + 1), values);
    }

    static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Path at(String name) {
        return path.resolve(name);
    }

    byte[] bytes(String name) {
        try {
            return Files.readAllBytes(at(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** The names of the files in the folder, hidden ones too. */
    List<String> names() {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments of a command line without quotes. */
    String[] arguments(String line) {
        return line.strip().replace("$/", path + "/").split(" +");
    }
}

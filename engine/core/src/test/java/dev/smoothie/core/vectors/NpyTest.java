package dev.smoothie.core.vectors;

import dev.smoothie.core.failure.CoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NpyTest {
    private static final String DICT = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    private static final float[] SIX = {1, 2, 3, 4, 5, -6.5f};

    @TempDir
    Path directory;

    /** A file by the format's description, without padding. */
    static byte[] npy(int version, String header, float... values) {
        byte[] text = header.getBytes(version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        ByteBuffer file = ByteBuffer.allocate(12 + text.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
        if (version == 1) {
            file.putShort((short) text.length);
        } else {
            file.putInt(text.length);
        }
        file.put(text);
        for (float value : values) {
            file.putFloat(value);
        }
        return Arrays.copyOf(file.array(), file.position());
    }

    static Stream<byte[]> good() {
        return Stream.of(
                npy(1, DICT + "\n", SIX),
                npy(1, DICT + " ".repeat(13) + "\n", SIX),
                npy(1, DICT + " ".repeat(14) + "\n", SIX),
                npy(2, DICT, SIX),
                npy(3, DICT + "\n", SIX),
                npy(1, "{\"shape\": (2L, 3L), 'fortran_order':False,'descr':\"<f4\"}", SIX));
    }

    @ParameterizedTest
    @MethodSource("good")
    void readsEveryVersionAndAnyOffset(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("x.npy"), bytes);
        try (Arena arena = Arena.ofConfined()) {
            Npy npy = Npy.map(file, arena);
            assertArrayEquals(new long[]{2, 3}, npy.shape());
            assertTrue(npy.values().isReadOnly());
            Embeddings embeddings = npy.embeddings();
            assertEquals(2, embeddings.rows());
            for (int i = 0; i < 6; i++) {
                assertEquals(SIX[i], embeddings.get(i / 3, i % 3));
            }
        }
    }

    static Stream<Arguments> broken() {
        byte[] good = npy(1, DICT + "\n", SIX);
        return Stream.of(
                Arguments.of(new byte[0], List.of("not a .npy file")),
                Arguments.of("PK\3\4 and so on".getBytes(StandardCharsets.US_ASCII), List.of("not a .npy file")),
                Arguments.of(Arrays.copyOf(good, 7), List.of("not a .npy file")),
                Arguments.of(Arrays.copyOf(good, 40), List.of("truncated", "header")),
                Arguments.of(Arrays.copyOf(npy(2, DICT), 10), List.of("truncated", "header")),
                Arguments.of(npy(4, DICT), List.of("version 4")),
                Arguments.of(Arrays.copyOf(good, good.length - 1),
                        List.of("truncated", "[2, 3]", "24 bytes", "found 23")),
                Arguments.of(Arrays.copyOf(good, good.length + 4),
                        List.of("after the end", "[2, 3]", "24 bytes", "found 28")),
                Arguments.of(npy(1, DICT.replace("False", "True"), SIX),
                        List.of("Fortran order", "np.ascontiguousarray(x)")),
                Arguments.of(npy(1, DICT.replace("<f4", ">f4"), SIX), List.of(">f4", "big-endian", "x.astype('<f4')")),
                Arguments.of(npy(1, DICT.replace("<f4", "<f8"), SIX), List.of("<f8", "float64", "x.astype('<f4')")),
                Arguments.of(npy(1, DICT.replace("<f4", "<f2"), SIX), List.of("<f2", "float16")),
                Arguments.of(npy(1, DICT.replace("<f4", "|O"), SIX), List.of("|O", "Python objects")),
                Arguments.of(npy(1, DICT.replace("'<f4'", "[('x', '<f4')]"), SIX), List.of("type", "<f4 (float32")),
                Arguments.of(npy(1, DICT.replace("'descr'", "'type'"), SIX), List.of("broken .npy header", "'descr'")),
                Arguments.of(npy(1, DICT.replace("(2, 3)", "6"), SIX), List.of("broken .npy header", "'shape'")),
                Arguments.of(npy(1, DICT.replace("(2, 3)", "(-2, 3)"), SIX), List.of("broken .npy header", "'shape'")),
                Arguments.of(npy(1, DICT.replace("(2, 3)", "(2, x)"), SIX),
                        List.of("broken .npy header", "integer", "character 55", "(2, x)")),
                Arguments.of(npy(1, DICT.replace("}", ""), SIX), List.of("broken .npy header", "expected")),
                Arguments.of(npy(1, DICT + "x", SIX), List.of("broken .npy header", "text after the dict")),
                Arguments.of(npy(1, DICT.replace("(2, 3)", "(4611686018427387904, 3)"), SIX),
                        List.of("larger than any file")),
                Arguments.of(npy(1, DICT.replace("(2, 3)", "(2305843009213693952,)"), SIX),
                        List.of("larger than any file")));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void oneMessageNamesTheFileAndWhatWasFound(byte[] bytes, List<String> fragments) throws IOException {
        Path file = Files.write(directory.resolve("x.npy"), bytes);
        try (Arena arena = Arena.ofConfined()) {
            String message = assertThrows(CoreException.class, () -> Npy.map(file, arena)).getMessage();
            assertTrue(message.startsWith(file + ": "), message);
            fragments.forEach(fragment -> assertTrue(message.contains(fragment), fragment + " in: " + message));
        }
    }

    @Test
    void filesThatCannotBeRead() {
        try (Arena arena = Arena.ofConfined()) {
            Path none = directory.resolve("none.npy");
            assertEquals(none + ": cannot read: no such file",
                    assertThrows(CoreException.class, () -> Npy.map(none, arena)).getMessage());
            assertEquals(directory + ": is a directory, expected a .npy file",
                    assertThrows(CoreException.class, () -> Npy.map(directory, arena)).getMessage());
        }
    }

    @Test
    void wrongShapesNameBoth() throws IOException {
        Path file = Files.write(directory.resolve("x.npy"), npy(1, DICT, SIX));
        String[] names = {"samples", "d"};
        try (Arena arena = Arena.ofConfined()) {
            Npy npy = Npy.map(file, arena);
            npy.requireShape(names, 2, 3).requireShape(names, 2, -1);
            assertEquals(file + ": expected the shape [805 samples, any d], found [2, 3]",
                    assertThrows(CoreException.class, () -> npy.requireShape(names, 805, -1)).getMessage());
            assertThrows(CoreException.class, () -> npy.requireShape(new String[]{"n", "m", "d"}, 2, -1, 3));
        }
    }

    @Test
    void vectorsNeedTwoAxes() throws IOException {
        Path flat = Files.write(directory.resolve("x.npy"), npy(1, DICT.replace("(2, 3)", "(6,)"), SIX));
        Path empty = Files.write(directory.resolve("y.npy"), npy(1, DICT.replace("(2, 3)", "(2, 0)")));
        try (Arena arena = Arena.ofConfined()) {
            Npy six = Npy.map(flat, arena);
            assertThrows(CoreException.class, six::embeddings);
            Npy none = Npy.map(empty, arena);
            assertThrows(CoreException.class, none::embeddings);
        }
    }

    @Test
    void writesWhatTheFormatSays() throws IOException {
        Path file = directory.resolve("x.npy");
        try (Arena arena = Arena.ofConfined()) {
            Npy.write(file, new long[]{1, 2, 1, 3}, Embeddings.copyOf(arena, new float[][]{{1, 2, 3}, {4, 5, -6.5f}}));
        }
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 1, 3), }";
        var expected = new ByteArrayOutputStream();
        expected.write(npy(1, header + " ".repeat(128 - 10 - header.length() - 1) + "\n", SIX));
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(file));
    }

    @Test
    void refusesToWriteAnotherShape() {
        Path file = directory.resolve("x.npy");
        try (Arena arena = Arena.ofConfined()) {
            Embeddings embeddings = Embeddings.allocate(arena, 6, 2);
            assertThrows(IllegalArgumentException.class, () -> Npy.write(file, new long[]{4, 3}, embeddings));
            assertThrows(IllegalArgumentException.class, () -> Npy.write(file, new long[]{5, 2}, embeddings));
        }
        assertFalse(Files.exists(file));
    }

    @Property(tries = 300)
    void readsWhatItWrote(@ForAll @Size(max = 3) List<@IntRange(max = 9) Integer> leading,
            @ForAll @IntRange(min = 1, max = 70) int d, @ForAll int seed) throws IOException {
        long[] shape = Stream.concat(leading.stream(), Stream.of(d)).mapToLong(Integer::longValue).toArray();
        long rows = leading.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        Path file = Files.createTempFile("smoothie-test", ".npy");
        try (Arena arena = Arena.ofConfined()) {
            Embeddings written = Embeddings.allocate(arena, rows, d);
            for (long row = 0; row < rows; row++) {
                var vector = new float[d];
                for (int i = 0; i < d; i++) {
                    vector[i] = Float.intBitsToFloat(seed + 31 * (int) (row * d + i));
                }
                written.set(row, vector);
            }
            Npy.write(file, shape, written);
            Npy read = Npy.map(file, arena);
            assertArrayEquals(shape, read.shape());
            assertEquals(-1, written.segment().mismatch(read.values()));
            assertEquals(0, read.values().byteSize() == 0 ? 0 : read.values().address() % Embeddings.ALIGNMENT);
        } finally {
            Files.delete(file);
        }
    }
}

package dev.smoothie.core.vectors;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.files.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * A NumPy {@code .npy} file in C order, mapped into memory: of float32 ({@code <f4}) where no other type is asked for. It
 * owns nothing: the arena given to {@link #map} does. Any number of threads may read.
 *
 * @param name
 *            the file, for messages
 * @param shape
 *            the sizes, row-major; not copied
 * @param values
 *            the numbers, read-only, aligned to their size (to 64 where NumPy or we wrote the file)
 */
public record Npy(String name, long[] shape, MemorySegment values) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** NumPy pads headers so that the data start at a multiple of this. */
    private static final int PADDING = 64;

    /** Longer headers are no arrays of floats; NumPy itself refuses them from 10 000 characters. */
    private static final long LONGEST_HEADER = 1 << 20;

    private static final int COPY_BYTES = 1 << 20;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public Npy {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(values, "values");
    }

    /**
     * Maps the file {@code path} for the life of {@code arena}.
     *
     * @throws CoreException
     *             if it cannot be read, is no {@code .npy} file, holds anything but float32 in C order, or has not
     *             exactly the bytes that its shape asks for
     */
    public static Npy map(Path path, Arena arena) {
        return map(path, arena, NpyType.FLOAT32);
    }

    /** The same of another type of numbers. */
    public static Npy map(Path path, Arena arena, NpyType type) {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            throw new CoreException("%s: is a directory, expected a .npy file".formatted(name));
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CoreException(
                    "%s: is a pipe or a device, expected a .npy file, which is read in no fixed order; write it to a file first"
                            .formatted(name));
        }
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            // Nothing to map, and an empty mapping is an error on some systems.
            return of(name, size == 0
                    ? MemorySegment.NULL
                    : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), arena, type);
        } catch (IOException e) {
            throw new CoreException("%s: cannot read: %s".formatted(name, IoReason.of(e)), e);
        }
    }

    private static Npy of(String name, MemorySegment file, Arena arena, NpyType type) {
        if (file.byteSize() < MAGIC.length + 4
                || MemorySegment.mismatch(file, 0, MAGIC.length, MemorySegment.ofArray(MAGIC), 0, MAGIC.length) >= 0) {
            throw new CoreException(
                    "%s: not a .npy file: it does not begin with \\x93NUMPY; write it with numpy.save"
                            .formatted(name));
        }
        int version = file.get(ValueLayout.JAVA_BYTE, MAGIC.length);
        if (version < 1 || version > 3) {
            throw new CoreException("%s: .npy format version %d; known are 1, 2 and 3".formatted(name, version));
        }
        int lengthBytes = version == 1 ? 2 : 4;
        int start = MAGIC.length + 2 + lengthBytes;
        if (file.byteSize() < start) {
            throw truncatedHeader(name);
        }
        long length = version == 1
                ? Short.toUnsignedInt(file.get(SHORT, MAGIC.length + 2))
                : Integer.toUnsignedLong(file.get(INT, MAGIC.length + 2));
        if (length > Math.min(LONGEST_HEADER, file.byteSize() - start)) {
            throw truncatedHeader(name);
        }
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        byte[] text = file.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
        NpyHeader header = NpyHeader.parse(name, new String(text, charset));
        checkType(name, header, type);
        return new Npy(name, header.shape(), data(name, header.shape(), type, file, start + length, arena));
    }

    private static CoreException truncatedHeader(String name) {
        return new CoreException("%s: truncated: the file ends within its .npy header".formatted(name));
    }

    private static void checkType(String name, NpyHeader header, NpyType type) {
        String descr = header.descr();
        if (!descr.equals(type.descr())) {
            throw new CoreException(
                    "%s: found numbers of type %s%s, expected %s (%s); convert with numpy.save(file, x.astype('%s'))"
                            .formatted(name, descr, meaning(descr), type.descr(), type.meaning(), type.descr()));
        }
        if (header.fortranOrder()) {
            throw new CoreException(
                    "%s: found Fortran order, expected C order (row-major); convert with ".formatted(name)
                            + "numpy.save(file, np.ascontiguousarray(x))");
        }
    }

    private static String meaning(String descr) {
        return switch (descr) {
            case ">f4" -> " (float32, big-endian)";
            case "<f8" -> " (float64)";
            case ">f8" -> " (float64, big-endian)";
            case "<f2" -> " (float16)";
            case "|O" -> " (Python objects)";
            default -> "";
        };
    }

    private static MemorySegment data(String name, long[] shape, NpyType type, MemorySegment file, long offset,
            Arena arena) {
        long found = file.byteSize() - offset;
        long expected;
        try {
            expected = Math.multiplyExact(product(shape), type.bytes());
        } catch (ArithmeticException e) {
            throw new CoreException(
                    "%s: the shape %s is larger than any file".formatted(name, Arrays.toString(shape)), e);
        }
        if (found != expected) {
            throw new CoreException("%s: %s: the shape %s needs %d bytes of data, found %d".formatted(name,
                    found < expected ? "truncated" : "bytes after the end", Arrays.toString(shape), expected, found));
        }
        MemorySegment values = file.asSlice(offset);
        if (offset % type.bytes() != 0) {
            // The format allows it, and no program that we know writes it; numbers are read aligned everywhere else.
            values = arena.allocate(expected, Embeddings.ALIGNMENT).copyFrom(values);
        }
        return values.asReadOnly();
    }

    private static long product(long[] shape) {
        // A size of zero makes any product zero, however large the others.
        return Arrays.stream(shape).anyMatch(size -> size == 0)
                ? 0
                : Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /**
     * Checks the shape against what it is to go with.
     *
     * @param names
     *            what is counted along each axis, as in "samples"
     * @param expected
     *            the sizes; -1 where any will do
     * @return this
     * @throws CoreException
     *             that names both shapes
     */
    public Npy requireShape(String[] names, long... expected) {
        boolean matches = shape.length == expected.length;
        var wanted = new String[expected.length];
        for (int axis = 0; axis < expected.length; axis++) {
            matches = matches && (expected[axis] < 0 || expected[axis] == shape[axis]);
            wanted[axis] = expected[axis] < 0 ? "any " + names[axis] : "%d %s".formatted(expected[axis], names[axis]);
        }
        if (!matches) {
            throw new CoreException(
                    "%s: expected the shape [%s], found %s".formatted(name, String.join(", ", wanted),
                            Arrays.toString(shape)));
        }
        return this;
    }

    /**
     * The same floats as rows of the last axis: {@code [a, b, d]} is {@code a·b} rows.
     *
     * @throws CoreException
     *             if there are fewer than two axes, or the last is 0 or more than an int
     */
    public Embeddings embeddings() {
        long d = shape.length < 2 ? 0 : shape[shape.length - 1];
        if (d < 1 || d > Integer.MAX_VALUE) {
            throw new CoreException(
                    "%s: expected vectors of at least 1 number, [..., d], found the shape %s".formatted(name,
                            Arrays.toString(shape)));
        }
        return new Embeddings(values, values.byteSize() / Float.BYTES / d, (int) d);
    }

    /**
     * Writes {@code embeddings} to the file {@code path}, which appears whole or not at all.
     *
     * @param shape
     *            the sizes to write, whose last is d and whose product is rows times d
     */
    public static void write(Path path, long[] shape, Embeddings embeddings) {
        if (shape.length < 1 || shape[shape.length - 1] != embeddings.dimension()
                || product(shape) != embeddings.rows() * embeddings.dimension()) {
            throw new IllegalArgumentException("%s: the shape %s for embeddings [%d, %d]".formatted(path,
                    Arrays.toString(shape), embeddings.rows(), embeddings.dimension()));
        }
        write(path, NpyType.FLOAT32, shape, embeddings.segment());
    }

    /**
     * Writes numbers of any type to the file {@code path}, which appears whole or not at all.
     *
     * @param values
     *            as many as {@code shape} says, row-major, in little-endian order
     */
    public static void write(Path path, NpyType type, long[] shape, MemorySegment values) {
        if (values.byteSize() != product(shape) * type.bytes()) {
            throw new IllegalArgumentException("%s: the shape %s of %s for %d bytes".formatted(path,
                    Arrays.toString(shape), type, values.byteSize()));
        }
        try (OutputFile file = OutputFile.at(path)) {
            OutputStream out = file.stream();
            out.write(header(type, shape));
            var chunk = new byte[(int) Math.min(COPY_BYTES, values.byteSize())];
            for (long at = 0; at < values.byteSize(); at += chunk.length) {
                int count = (int) Math.min(chunk.length, values.byteSize() - at);
                MemorySegment.copy(values, ValueLayout.JAVA_BYTE, at, chunk, 0, count);
                out.write(chunk, 0, count);
            }
            file.commit();
        } catch (IOException e) {
            throw new CoreException("%s: cannot write: %s".formatted(path, IoReason.of(e)), e);
        }
    }

    /** A source of vectors that are made one after the other. */
    @FunctionalInterface
    public interface Rows {
        /** Vector {@code row}, whose length is the last of the shape. Called once for each, in order. */
        float[] next(long row);
    }

    /** Writes vectors of {@code shape} to the file {@code path} as they are made, so that no more than one is held. */
    public static void write(Path path, long[] shape, Rows rows) {
        try (OutputFile file = OutputFile.at(path)) {
            OutputStream out = file.stream();
            out.write(header(NpyType.FLOAT32, shape));
            int d = Math.toIntExact(shape[shape.length - 1]);
            var bytes = new byte[Math.multiplyExact(d, Float.BYTES)];
            MemorySegment target = MemorySegment.ofArray(bytes);
            for (long row = 0; row < product(shape) / d; row++) {
                MemorySegment.copy(rows.next(row), 0, target, FLOAT, 0, d);
                out.write(bytes);
            }
            file.commit();
        } catch (IOException e) {
            throw new CoreException("%s: cannot write: %s".formatted(path, IoReason.of(e)), e);
        }
    }

    /** Magic, version 1.0, length, and the literal, padded with spaces and ended by a line feed. */
    private static byte[] header(NpyType type, long[] shape) {
        byte[] literal = NpyHeader.literal(type.descr(), shape).getBytes(StandardCharsets.ISO_8859_1);
        int start = MAGIC.length + 4;
        var header = new byte[Math.ceilDiv(start + literal.length + 1, PADDING) * PADDING];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[MAGIC.length] = 1;
        header[MAGIC.length + 1] = 0;
        MemorySegment.ofArray(header).set(SHORT, MAGIC.length + 2, (short) (header.length - start));
        System.arraycopy(literal, 0, header, start, literal.length);
        header[header.length - 1] = '\n';
        return header;
    }
}

package dev.smoothie.pipeline.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

/**
 * Writes a large set for measuring {@code route}: {@code large.jsonl} (outputs without text), {@code large.inputs.npy}
 * {@code [n, d]} and {@code large.outputs.npy} {@code [n, m, d]}. It is drawn from the statistical model: inputs around
 * a hundred topics, outputs around their input, generator i with error (i + 1)/10.
 */
public final class LargeData {
    private static final int M = 8;
    private static final int D = 384;

    private LargeData() {}

    /**
     * Writes the set.
     *
     * @param args
     *            the folder, and n: 1,000,000 unless given
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        long n = args.length > 1 ? Long.parseLong(args[1]) : 1_000_000;
        samples(folder.resolve("large.jsonl"), n);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment inputs = npy(arena, folder.resolve("large.inputs.npy"), "%d, %d".formatted(n, D), n * D);
            MemorySegment outputs = npy(arena, folder.resolve("large.outputs.npy"), "%d, %d, %d".formatted(n, M, D),
                    n * M * D);
            IntStream.range(0, (int) Math.ceilDiv(n, 1000L)).parallel()
                    .forEach(block -> vectors(inputs, outputs, block * 1000L, Math.min(n, (block + 1) * 1000L)));
        }
    }

    private static void samples(Path file, long n) throws IOException {
        String generations = IntStream.range(0, M).mapToObj("\"model-%d\": \"\""::formatted)
                .collect(Collectors.joining(", ", "{", "}"));
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (long sample = 0; sample < n; sample++) {
                writer.write("{\"id\": \"%d\", \"generations\": %s}\n".formatted(sample, generations));
            }
        }
    }

    /** Makes a new file with a header of 128 bytes, and maps what is behind the header. */
    private static MemorySegment npy(Arena arena, Path file, String shape, long floats) throws IOException {
        String fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }".formatted(shape);
        byte[] header = (fields + " ".repeat(117 - fields.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            MemorySegment all = channel.map(MapMode.READ_WRITE, 0, 128 + floats * Float.BYTES, arena);
            MemorySegment.copy(MemorySegment.ofArray(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0}), 0,
                    all, 0, 10);
            MemorySegment.copy(MemorySegment.ofArray(header), 0, all, 10, header.length);
            return all.asSlice(128);
        }
    }

    private static void vectors(MemorySegment inputs, MemorySegment outputs, long from, long to) {
        var random = new SplittableRandom(from);
        for (long sample = from; sample < to; sample++) {
            var topic = new SplittableRandom(random.nextInt(100));
            for (int column = 0; column < D; column++) {
                double input = uniform(topic) + 0.5 * uniform(random);
                inputs.setAtIndex(JAVA_FLOAT_UNALIGNED, sample * D + column, (float) input);
                for (int generator = 0; generator < M; generator++) {
                    double error = Math.sqrt((generator + 1) / 10.0 / D);
                    outputs.setAtIndex(JAVA_FLOAT_UNALIGNED, (sample * M + generator) * D + column,
                            (float) (input + error * uniform(random)));
                }
            }
        }
    }

    /**
     * A random number, evenly distributed with mean 0 and variance 1: it takes a tenth of the time of a Gaussian one.
     */
    private static double uniform(SplittableRandom random) {
        return (random.nextInt() * 0x1p-31) * Math.sqrt(3);
    }
}

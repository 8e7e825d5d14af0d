package dev.smoothie.pipeline.fuzz;

import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Npy;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Files of vectors. The input is the file. */
public final class NpyFuzz {
    private NpyFuzz() {}

    /** Maps a file, and touches its first and last vector. */
    public static void fuzzerTestOneInput(byte[] data) {
        try (var scratch = new Scratch(); Arena arena = Arena.ofConfined()) {
            Path file = scratch.write("x.npy", data);
            String given = new String(data, ISO_8859_1);
            Finding.in(given, () -> {
                Npy npy = Npy.map(file, arena);
                Finding.in(given, () -> npy.requireShape(new String[]{"samples", "numbers"}, 2, -1));
                Embeddings rows = npy.embeddings();
                long size = Arrays.stream(npy.shape()).reduce(1, Math::multiplyExact);
                if (rows.rows() * rows.dimension() != size || size > data.length / Float.BYTES) {
                    throw new Finding("%d rows of %d numbers in %d bytes".formatted(rows.rows(), rows.dimension(),
                            data.length));
                }
            });
        }
    }
}

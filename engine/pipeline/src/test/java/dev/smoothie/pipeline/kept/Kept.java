package dev.smoothie.pipeline.kept;

import dev.smoothie.core.parallel.Workers;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Stores vectors of numbered texts, and looks them up: text {@code i} is {@code "text i"}. */
final class Kept {
    static final int DIMENSION = 5;
    static final Digest IDENTITY = Digest.of("identity");
    /** Segments of 64 KB. */
    static final long LIMIT = 1 << 20;
    private static final ValueLayout.OfFloat LITTLE = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    private Kept() {}

    static VectorStore open(Path directory) {
        return open(directory, LIMIT);
    }

    static VectorStore open(Path directory, long limit) {
        return new VectorCache(directory, limit).open(IDENTITY, new Workers(3));
    }

    static Digest digest(int text) {
        return Digest.of("text " + text);
    }

    static float[] vector(int text) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = text + i / 8f;
        }
        return vector;
    }

    /** Adds texts {@code [from, to)}, of which the first {@code cut} were cut. */
    static void add(VectorStore store, int from, int to, int cut) {
        Digest[] digests = new Digest[to - from];
        float[][] vectors = new float[to - from][];
        for (int i = from; i < to; i++) {
            digests[i - from] = digest(i);
            vectors[i - from] = vector(i);
        }
        store.add("model", digests, vectors, cut);
    }

    /** The numbers of those of {@code [from, to)} that are found, and whether they were cut; every vector is right. */
    static Map<Integer, Boolean> find(VectorStore store, int from, int to) {
        List<Digest> digests = IntStream.range(from, to).mapToObj(Kept::digest).toList();
        Map<Integer, Boolean> found = new ConcurrentHashMap<>();
        var wanted = new Wanted(digests);
        store.find(wanted, DIMENSION, (text, vector, cut) -> {
            if (!Arrays.equals(vector(from + text), vector.toArray(LITTLE))) {
                throw new AssertionError("another vector for text " + (from + text));
            }
            if (found.put(from + text, cut) != null) {
                throw new AssertionError("twice: " + (from + text));
            }
        });
        for (int text = from; text < to; text++) {
            if (wanted.isFound(text - from) != found.containsKey(text)) {
                throw new AssertionError("not marked: " + text);
            }
        }
        return new TreeMap<>(found);
    }

    /** How many of texts {@code [0, count)} another run finds. */
    static int count(Path directory, int count) {
        try (VectorStore store = open(directory)) {
            return find(store, 0, count).size();
        }
    }

    /** The segments of the identity. */
    static List<Path> segments(Path directory) {
        try {
            return VectorCache.children(directory.resolve(IDENTITY.toString()), "*" + VectorCache.SUFFIX);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("kernel")
class TileScreenTest {
    private static final int MAX_ROWS = 150;
    private static final float GUARD = -123.5f;

    private static Embeddings random(Arena arena, int rows, int d, Random random) {
        Embeddings x = Embeddings.allocate(arena, rows, d);
        for (int row = 0; row < rows; row++) {
            float scale = row % 5 == 0 ? 100 : 1;
            for (int column = 0; column < d; column++) {
                x.segment().set(JAVA_FLOAT, x.offset(row) + 4L * column, scale * (float) random.nextGaussian());
            }
        }
        return x;
    }

    private static double product(Embeddings a, int i, Embeddings b, int j) {
        double sum = 0;
        for (int column = 0; column < a.dimension(); column++) {
            sum += (double) a.get(i, column) * b.get(j, column);
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void keysStayWithinTheStatedBound(Backend backend) {
        var random = new Random(1);
        for (int d : new int[]{1, 2, 7, 16, 17, 33, 384, 1009, 4098}) {
            TileScreen screen = backend.screen(MAX_ROWS, d);
            for (int[] rows : new int[][]{{1, 1}, {1, 33}, {6, 32}, {7, 31}, {5, 64}, {13, 65}, {70, 70}}) {
                try (Arena arena = Arena.ofConfined()) {
                    Embeddings a = random(arena, rows[0], d, random);
                    Embeddings b = random(arena, rows[1], d, random);
                    float[] aTerms = terms(rows[0], random);
                    float[] bTerms = terms(rows[1], random);
                    Tile keys = Tile.allocate(arena, MAX_ROWS);
                    screen.load(a, aTerms);
                    screen.keys(b, bTerms, keys);
                    for (int i = 0; i < rows[0]; i++) {
                        for (int j = 0; j < rows[1]; j++) {
                            double product = product(a, i, b, j);
                            double norms = Math.sqrt(product(a, i, a, i) * product(b, j, b, j));
                            double expected = (double) aTerms[i] + bTerms[j] - 2 * product;
                            double rounding = 3 * 0x1p-24 * (Math.abs(aTerms[i]) + Math.abs(bTerms[j]) + 2 * norms);
                            assertEquals(expected, keys.get(i, j), 2 * screen.errorBound() * norms + rounding,
                                    "d=%d [%d, %d]".formatted(d, i, j));
                        }
                    }
                }
            }
        }
    }

    private static float[] terms(int count, Random random) {
        float[] terms = new float[count];
        for (int i = 0; i < count; i++) {
            terms[i] = (float) random.nextGaussian(50, 20);
        }
        return terms;
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void findsExactlyTheColumnsBelowTheThreshold(Backend backend) {
        var random = new Random(2);
        TileScreen screen = backend.screen(MAX_ROWS, 4);
        try (Arena arena = Arena.ofConfined()) {
            Tile keys = Tile.allocate(arena, MAX_ROWS);
            for (int columns = 0; columns <= MAX_ROWS; columns++) {
                float[] thresholds = new float[MAX_ROWS];
                for (int column = 0; column < keys.stride(); column++) {
                    keys.set(3, column, random.nextInt(8));
                }
                for (int column = 0; column < MAX_ROWS; column++) {
                    thresholds[column] = random.nextInt(8);
                }
                keys.set(3, 0, Float.NaN);
                int[] found = new int[MAX_ROWS];
                int count = screen.below(keys, 3, columns, 4, found);
                assertArrayEquals(IntStream.range(0, columns).filter(c -> keys.get(3, c) < 4).toArray(),
                        Arrays.copyOf(found, count));
                count = screen.below(keys, 3, columns, 2, thresholds, found);
                assertArrayEquals(
                        IntStream.range(0, columns).filter(c -> keys.get(3, c) < 2 || keys.get(3, c) < thresholds[c])
                                .toArray(),
                        Arrays.copyOf(found, count));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void findsAThresholdThatEnoughAndNotTooManyKeysLieBelow(Backend backend) {
        var random = new Random(4);
        TileScreen screen = backend.screen(MAX_ROWS, 4);
        try (Arena arena = Arena.ofConfined()) {
            Tile keys = Tile.allocate(arena, MAX_ROWS);
            for (int columns = 1; columns <= MAX_ROWS; columns++) {
                for (int column = 0; column < MAX_ROWS; column++) {
                    keys.set(3, column, (float) random.nextGaussian(1, 0.1));
                }
                int least = 1 + random.nextInt(columns);
                int most = least + random.nextInt(5);
                float threshold = screen.threshold(keys, 3, columns, least, most);
                long below = IntStream.range(0, columns).filter(c -> keys.get(3, c) < threshold).count();
                assertTrue(least <= below && below <= most, "%d <= %d <= %d".formatted(least, below, most));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void findsAThresholdAmongTies(Backend backend) {
        TileScreen screen = backend.screen(MAX_ROWS, 4);
        try (Arena arena = Arena.ofConfined()) {
            Tile keys = Tile.allocate(arena, MAX_ROWS);
            for (int column = 0; column < MAX_ROWS; column++) {
                keys.set(0, column, column < 5 ? -0x1p-140f : 0.25f);
            }
            assertTrue(screen.threshold(keys, 0, 100, 3, 4) > -0x1p-140f);
            assertTrue(screen.threshold(keys, 0, 100, 6, 7) > 0.25f);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void leavesTheMemoryAroundTheTileAlone(Backend backend) {
        try (Arena arena = Arena.ofConfined()) {
            Tile measure = Tile.allocate(arena, MAX_ROWS);
            long size = measure.segment().byteSize();
            var guarded = arena.allocate(size + 128, 64);
            for (long at = 0; at < guarded.byteSize(); at += 4) {
                guarded.set(JAVA_FLOAT, at, GUARD);
            }
            var keys = new Tile(guarded.asSlice(64, size), MAX_ROWS, measure.stride());
            var random = new Random(3);
            TileScreen screen = backend.screen(MAX_ROWS, 5);
            screen.load(random(arena, 70, 5, random), new float[70]);
            screen.keys(random(arena, 70, 5, random), new float[70], keys);
            for (long at = 0; at < 64; at += 4) {
                assertEquals(GUARD, guarded.get(JAVA_FLOAT, at));
                assertEquals(GUARD, guarded.get(JAVA_FLOAT, 64 + size + at));
            }
            assertTrue(keys.get(69, 69) != GUARD);
        }
    }
}

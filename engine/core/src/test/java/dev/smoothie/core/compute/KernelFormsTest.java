package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The plain and the vector form of each kernel give equal bits, so that no result shows which of them served. */
@Tag("kernel")
class KernelFormsTest {
    private static final int[] DIMENSIONS = {1, 2, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 384, 1009, 4098};
    private static final int KEYS = 150;

    private final Random random = new Random(12);

    @BeforeAll
    static void theVectorApiIsThere() {
        assertTrue(VectorModule.load().toOptional().isPresent());
    }

    /** Rows of all magnitudes, so that an addition in another order is another number. */
    private Embeddings rows(Arena arena, int count, int d) {
        Embeddings rows = Embeddings.allocate(arena, count, d);
        for (long at = 0; at < rows.segment().byteSize(); at += Float.BYTES) {
            rows.segment().set(JAVA_FLOAT, at, (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-6, 6))));
        }
        return rows;
    }

    @Test
    void rowEstimates() {
        var scratch = new SpreadKernel.Scratch();
        var plain = new PlainSpread(Lanes.COUNT);
        for (int d : DIMENSIONS) {
            for (int count : new int[]{1, 2, 3, 8, 41}) {
                try (Arena arena = Arena.ofConfined()) {
                    Embeddings x = rows(arena, count + 3, d);
                    long[] rows = random.longs(count, 0, count + 3).toArray();
                    double[] weights = random.doubles(count).toArray();
                    double[] expected = new double[count];
                    double[] actual = new double[count];
                    SpreadKernel.spread(x, rows, count, weights, expected, scratch);
                    plain.spread(x, rows, count, weights, actual);
                    assertArrayEquals(expected, actual, "d=%d, %d rows".formatted(d, count));
                }
            }
        }
    }

    @Test
    void distances() {
        var plain = new Distance.Scratch();
        for (int d : DIMENSIONS) {
            try (Arena arena = Arena.ofConfined()) {
                Embeddings x = rows(arena, 2, d);
                double actual = plain.squared(x.segment(), x.offset(0), x.segment(), x.offset(1), d);
                if (VectorDistance.works()) {
                    assertEquals(VectorDistance.squared(x.segment(), x.offset(0), x.segment(), x.offset(1), d), actual,
                            "d=" + d);
                }
                assertEquals(Distance.squared(x, 0, x, 1), actual, "d=" + d);
            }
        }
    }

    @Test
    void columnSumsAndCentredRows() {
        for (int d : DIMENSIONS) {
            try (Arena arena = Arena.ofConfined()) {
                Embeddings x = rows(arena, 7, d);
                double[] expected = new double[d];
                double[] actual = new double[d];
                var plain = new PlainCentring();
                assertEquals(VectorCentring.survey(x.segment(), x.offset(1), x.offset(6), expected),
                        plain.survey(x.segment(), x.offset(1), x.offset(6), actual));
                assertArrayEquals(expected, actual, "d=" + d);

                float[] mean = new float[d];
                Arrays.fill(mean, random.nextFloat());
                Embeddings centred = Embeddings.allocate(arena, 2, d);
                VectorCentring.centre(x.segment(), x.offset(2), 0.25f, mean, centred.segment(), centred.offset(0));
                plain.centre(x.segment(), x.offset(2), 0.25f, mean, centred.segment(), centred.offset(1));
                assertEquals(-1, centred.segment().asSlice(0, centred.offset(1))
                        .mismatch(centred.segment().asSlice(centred.offset(1))), "d=" + d);

                double length = VectorCentring.squaredLength(x.segment(), x.offset(2), 0.25f, mean);
                assertEquals(length, plain.squaredLength(x.segment(), x.offset(2), 0.25f, mean), 1e-12 * length,
                        "only to the rounding of doubles, d=" + d);
            }
        }
    }

    @Test
    void keysAndWhatLiesBelowAThreshold() {
        var plain = new PlainKeys(KEYS);
        try (Arena arena = Arena.ofConfined()) {
            for (int columns = 1; columns <= KEYS; columns++) {
                Tile expected = Tile.allocate(arena, KEYS);
                Tile actual = Tile.allocate(arena, KEYS);
                float[] terms = new float[KEYS];
                for (int column = 0; column < KEYS; column++) {
                    terms[column] = random.nextFloat();
                    expected.set(1, column, random.nextFloat());
                    actual.set(1, column, expected.get(1, column));
                }
                KeyTerms.add(expected, terms, 2, terms, columns);
                plain.addTerms(actual, terms, 2, terms, columns);
                assertEquals(-1, expected.segment().mismatch(actual.segment()), columns + " columns");

                int least = 1 + random.nextInt(columns);
                float threshold = BelowKernel.threshold(expected, 1, columns, least, least + 3);
                assertEquals(threshold, plain.threshold(expected, 1, columns, least, least + 3));
                int[] found = new int[KEYS];
                int[] foundPlainly = new int[KEYS];
                int count = BelowKernel.find(expected, 1, columns, threshold, found);
                assertEquals(count, plain.below(expected, 1, columns, threshold, foundPlainly));
                assertArrayEquals(Arrays.copyOf(found, count), Arrays.copyOf(foundPlainly, count));
                count = BelowKernel.find(expected, 1, columns, 0.5f, terms, found);
                assertEquals(count, plain.below(expected, 1, columns, 0.5f, terms, foundPlainly));
                assertArrayEquals(Arrays.copyOf(found, count), Arrays.copyOf(foundPlainly, count));
            }
        }
    }
}

package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.core.cards.CudaOnDouble;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Staging;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Compares products and keys that the double computes with exact ones. */
class ProductsTest {
    private static final int ROWS = 40;

    @TempDir
    private Path cache;

    @ParameterizedTest
    @EnumSource
    void areWithinTheStatedBoundAndKeysBelowTheDistances(Precision precision) {
        Cuda cuda = CudaOnDouble.find().flatMap(found -> found.cuda(1)).orElse(null);
        assumeTrue(cuda != null, "no double of CUDA here");
        var random = new Random(7);
        for (int d : new int[]{1, 7, 8, 33, 384, 1000, 2100}) {
            try (Card card = Card.on(cuda.open(0), cuda.nvrtc(), CubinCache.below(cache));
                    Arena arena = Arena.ofConfined();
                    CardMemory memory = new CardMemory(card.device());
                    CardTiles tiles = new CardTiles(card, ROWS, precision)) {
                Embeddings rows = rows(arena, d, random);
                CardRows raw = CardRows.upload(card, memory, new Staging(card, new Workers(2)), rows, "rows");
                CardCentre centre = CardCentre.of(card, memory, raw, CardCentre.largest(card, List.of(raw)));
                OperandPacking packing = OperandPacking.of(card, memory, precision, raw, raw, Kind.AMONG_ITSELF,
                        centre);
                MemorySegment products = arena.allocate((long) ROWS * ROWS * precision.products().bytes(), 4);
                tiles.multiply(packing.queries().left(0, ROWS), packing.base().right(0, ROWS),
                        (tile, _) -> card.work().download(tile.slice(0, products.byteSize()), products));
                MemorySegment terms = arena.allocate(ROWS * 4L, 4);
                card.work().download(packing.base().terms().slice(0, ROWS * 4L), terms);
                MemorySegment mean = arena.allocate(d * 4L, 4);
                card.work().download(centre.mean().slice(0, d * 4L), mean);
                compare(rows, packing, centre, mean, products, terms);
            }
        }
    }

    private static void compare(Embeddings rows, OperandPacking packing, CardCentre centre, MemorySegment mean,
            MemorySegment products, MemorySegment terms) {
        SlotOrder order = packing.base().order();
        int d = rows.dimension();
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < ROWS; j++) {
                double product = 0;
                double left = 0;
                double right = 0;
                double distance = 0;
                for (int column = 0; column < d; column++) {
                    float m = mean.getAtIndex(JAVA_FLOAT, column);
                    float x = rows.get(order.row(i), column);
                    float y = rows.get(order.row(j), column);
                    double a = x * centre.scale() - m;
                    double b = y * centre.scale() - m;
                    product += a * b;
                    left += a * a;
                    right += b * b;
                    distance += ((double) x - y) * ((double) x - y);
                }
                float got = CardMeasurements.product(packing.base().precision(), products, (long) i * ROWS + j);
                double allowed = packing.errorBound() * Math.sqrt(left * right) + d * 0x1p-96
                        + packing.base().precision().underflow();
                assertTrue(Math.abs(got - product) <= allowed, "%s, d=%d [%d, %d]: %s is not within %s of %s"
                        .formatted(packing.base().precision(), d, i, j, got, allowed, product));
                float sum = terms.getAtIndex(JAVA_FLOAT, i) + terms.getAtIndex(JAVA_FLOAT, j);
                float key = Math.fma(-2, got, sum);
                assertTrue(key <= distance * centre.squaredScale(), "%s, d=%d [%d, %d]: key %s is above %s".formatted(
                        packing.base().precision(), d, i, j, key, distance * centre.squaredScale()));
            }
        }
    }

    /** Of very different lengths, some nearly equal, with a common offset. */
    private static Embeddings rows(Arena arena, int d, Random random) {
        Embeddings rows = Embeddings.allocate(arena, ROWS, d);
        for (int row = 0; row < ROWS; row++) {
            float scale = (float) Math.pow(10, row % 9 - 4);
            for (int column = 0; column < d; column++) {
                float x = row % 4 == 3
                        ? rows.get(row - 1, column) * (1 + 1e-6f * (float) random.nextGaussian())
                        : 3 + scale * (float) random.nextGaussian();
                rows.segment().set(JAVA_FLOAT, rows.offset(row) + 4L * column, x);
            }
        }
        return rows;
    }
}

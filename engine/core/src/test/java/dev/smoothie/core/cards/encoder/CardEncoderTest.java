package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.core.TestBackends;
import dev.smoothie.core.cards.CudaOnDouble;
import dev.smoothie.core.cards.device.ResidentRows;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.CudaBackend;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.encoding.TokenBatch;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.testing.RandomWeights;
import dev.smoothie.core.testing.ReferenceEncoder;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The encoder's whole control flow and its kernels on a double of CUDA, against double arithmetic: nothing here has been
 * tested on a GPU.
 */
class CardEncoderTest {
    private static final Workers WORKERS = new Workers(2);
    private static final int VOCABULARY = 500;
    /** Of the card, in bytes. */
    private static final long MEMORY = 1L << 28;
    private static final double SOFT = 0.08;

    private final Arena arena = Arena.ofShared();
    private CudaOnDouble cudaOnDouble;

    @BeforeEach
    void findDouble() {
        cudaOnDouble = CudaOnDouble.find().orElse(null);
        assumeTrue(cudaOnDouble != null, "no compilers for a double of CUDA here");
    }

    @AfterEach
    void nothingIsLeft() {
        if (cudaOnDouble != null) {
            assertEquals("", cudaOnDouble.library().complaint());
            assertEquals(0, cudaOnDouble.library().open());
            cudaOnDouble.library().reset();
        }
        arena.close();
    }

    private PooledEncoder model(int hidden, int head, int layers, Pooling pooling, double sharpness) {
        EncoderModel model = RandomWeights.model(arena,
                new EncoderShape(hidden, layers, 2 * hidden, VOCABULARY, 602), hidden / head, 2, 7, sharpness);
        return new PooledEncoder(model, pooling, pooling != Pooling.LAST);
    }

    private CudaBackend backend(PooledEncoder model) {
        return backend(false, model);
    }

    private CudaBackend backend(boolean hopper, PooledEncoder model) {
        cudaOnDouble.encoderKernels(hopper, model.shape().hidden(), model.encoder().headSize());
        cudaOnDouble.library().memory(0, MEMORY);
        Cuda cuda = cudaOnDouble.cuda(1).orElse(null);
        assumeTrue(cuda != null, "this process uses a real CUDA");
        return new CudaBackend(cuda, TestBackends.scalar(),
                new CudaBackend.Settings(Optional.empty(), UnaryOperator.identity(), true));
    }

    private static TextEncoder open(Backend backend, PooledEncoder model) {
        return switch (backend.encoder(model, WORKERS)) {
            case Availability.Present<TextEncoder>(TextEncoder encoder) -> encoder;
            case Availability.Absent<TextEncoder>(String reason, _) -> throw new AssertionError(reason);
        };
    }

    private static List<int[]> texts(int... lengths) {
        var random = new Random(3);
        return Arrays.stream(lengths).mapToObj(length -> random.ints(length, 0, VOCABULARY).toArray()).toList();
    }

    private static TokenBatch batch(List<int[]> texts) {
        int[] starts = new int[texts.size() + 1];
        for (int i = 0; i < texts.size(); i++) {
            starts[i + 1] = starts[i] + texts.get(i).length;
        }
        return new TokenBatch(texts.stream().flatMapToInt(Arrays::stream).toArray(), starts);
    }

    private static List<double[]> rows(Embeddings matrix) {
        return IntStream.range(0, (int) matrix.rows()).mapToObj(row -> IntStream.range(0, matrix.dimension())
                .mapToDouble(column -> matrix.get(row, column)).toArray()).toList();
    }

    private static List<double[]> encode(TextEncoder encoder, List<int[]> texts) {
        Encoding encoding = encoder.begin(texts.size());
        encoding.add(batch(texts), RowTargets.from(0, texts.size()));
        return rows(encoding.finish());
    }

    private static List<double[]> reference(PooledEncoder model, List<int[]> texts, boolean half) {
        var reference = new ReferenceEncoder(model, half);
        return texts.stream().map(reference::encode).toList();
    }

    @ParameterizedTest
    @CsvSource({"false,64,32,3,FIRST,0.08", "false,64,64,2,MEAN,0.08", "false,128,64,2,LAST,0.08",
            "false,320,32,1,LAST,0.16", "false,384,32,2,FIRST,0.08", "false,768,64,1,MEAN,0.08",
            "true,64,32,3,FIRST,0.08", "true,128,64,2,MEAN,0.08", "true,384,32,2,FIRST,0.16",
            "true,768,64,1,LAST,0.08"})
    void errorsAreThoseOfSixteenBits(boolean hopper, int hidden, int head, int layers, Pooling pooling,
            double sharpness) {
        PooledEncoder model = model(hidden, head, layers, pooling, sharpness);
        List<int[]> texts = hidden < 768 ? texts(1, 2, 15, 16, 17, 31, 32, 33, 0, 64, 65, 70) : texts(1, 17, 40, 0, 65);
        List<double[]> exact = reference(model, texts, false);
        double allowed = ReferenceEncoder.relativeError(reference(model, texts, true), exact);
        try (CudaBackend backend = backend(hopper, model); TextEncoder encoder = open(backend, model)) {
            double error = ReferenceEncoder.relativeError(encode(encoder, texts), exact);
            // The yardstick sums in double, where programs in 16 bits sum in float32.
            assertTrue(error > 0 && error <= 1.1 * allowed, error + " of " + allowed);
        }
    }

    @ParameterizedTest
    @CsvSource({"false,64,FIRST", "false,64,MEAN", "false,64,LAST", "true,64,FIRST", "true,64,MEAN"})
    void aTextHasTheSameBitsInEveryBatchAndPlace(boolean hopper, int hidden, Pooling pooling) {
        PooledEncoder model = model(hidden, 32, 2, pooling, SOFT);
        List<int[]> texts = texts(3, 40, 1, 129, 64, 300, 17, 128, 16, 600, 31, 33, 15, 32);
        try (CudaBackend backend = backend(hopper, model); TextEncoder encoder = open(backend, model)) {
            List<double[]> together = encode(encoder, texts);
            for (int order = 1; order < 4; order++) {
                CudaOnDouble.order(order);
                List<Integer> shuffled = new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
                Collections.shuffle(shuffled, new Random(order));
                List<double[]> others = encode(encoder, shuffled.stream().map(texts::get).toList());
                for (int i = 0; i < texts.size(); i++) {
                    assertArrayEquals(together.get(shuffled.get(i)), others.get(i));
                }
            }
            for (int i = 0; i < texts.size(); i++) {
                assertArrayEquals(together.get(i), encode(encoder, List.of(texts.get(i))).getFirst());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false,3", "false,30", "true,3", "true,30"})
    void extremeAttentionStaysFinite(boolean hopper, double sharpness) {
        PooledEncoder model = model(64, 32, 1, Pooling.MEAN, sharpness);
        List<int[]> texts = texts(5, 100, 31, 400);
        List<double[]> exact = reference(model, texts, false);
        try (CudaBackend backend = backend(hopper, model); TextEncoder encoder = open(backend, model)) {
            List<double[]> found = encode(encoder, texts);
            found.forEach(row -> assertTrue(Arrays.stream(row).allMatch(Double::isFinite)));
            assertTrue(ReferenceEncoder.relativeError(found, exact) < 0.2);
        }
    }

    @Test
    void rowsStayOnTheCardWhereTheyFit() {
        PooledEncoder model = model(64, 32, 1, Pooling.FIRST, SOFT);
        List<int[]> texts = texts(IntStream.range(0, 24).map(i -> 1 + i % 7).toArray());
        try (CudaBackend backend = backend(model); TextEncoder encoder = open(backend, model)) {
            Encoding encoding = encoder.begin(25);
            encoding.add(batch(texts.subList(0, 10)), RowTargets.from(0, 10));
            encoding.add(batch(texts.subList(10, 24)), RowTargets.from(10, 14));
            encoding.copy(new long[]{3}, new long[]{24});
            Embeddings all = encoding.finish();
            assertTrue(ResidentRows.onCard(all.storage()));
            Embeddings outputs = all.slice(1, 25);
            var generations = Generations.complete(outputs, 4);
            RowEstimates estimates = RowEstimates.of(arena, generations, backend, WORKERS);
            assertEquals(List.of("row estimates: on the card that encoded the outputs"), estimates.decisions());
            long[] some = {3, 0, 20};
            float[] gathered = outputs.gather(arena, some).segment().toArray(ValueLayout.JAVA_FLOAT);
            var host = new Embeddings(outputs.segment(), outputs.rows(), outputs.dimension());
            assertArrayEquals(host.gather(arena, some).segment().toArray(ValueLayout.JAVA_FLOAT), gathered);
            assertArrayEquals(rows(all).get(3), rows(all).get(24));
            double[] expected = RowEstimates.of(arena, Generations.complete(host, 4), TestBackends.scalar(), WORKERS)
                    .y()
                    .row(2);
            assertArrayEquals(expected, estimates.y().row(2), 1e-9);
            assertArrayEquals(
                    ExactSearch.among(arena, host, 3, TestBackends.scalar(), WORKERS).segment()
                            .toArray(ValueLayout.JAVA_INT),
                    ExactSearch.among(arena, outputs, 3, backend, WORKERS).segment()
                            .toArray(ValueLayout.JAVA_INT));
        }
    }

    @Test
    void rowsGoToTheHostWhereTheCardIsSmall() {
        PooledEncoder model = model(64, 32, 1, Pooling.FIRST, SOFT);
        List<int[]> texts = texts(IntStream.range(0, 40).map(i -> i % 9).toArray());
        try (CudaBackend backend = backend(model); TextEncoder encoder = open(backend, model)) {
            List<double[]> resident = encode(encoder, texts);
            Encoding encoding = encoder.begin(MEMORY / 64 / Float.BYTES);
            for (int from = 0; from < 40; from += 8) {
                encoding.add(batch(texts.subList(from, from + 8)), RowTargets.from(from, 8));
            }
            encoding.copy(new long[]{5, 6}, new long[]{50, 61});
            Embeddings all = encoding.finish();
            assertFalse(ResidentRows.onCard(all.storage()));
            List<double[]> first = rows(all.slice(0, 62));
            for (int i = 0; i < 40; i++) {
                assertArrayEquals(resident.get(i), first.get(i));
            }
            assertArrayEquals(resident.get(5), first.get(50));
            assertArrayEquals(resident.get(6), first.get(61));
            assertArrayEquals(new double[64], first.get(41));
        }
    }

    /** Rows that are written to a matrix and read from it, where it is on the card and where it is on the host. */
    @Test
    void knownRowsAreWrittenAndEncodedOnesAreRead() {
        PooledEncoder model = model(64, 32, 1, Pooling.FIRST, SOFT);
        List<int[]> texts = texts(4, 5, 6);
        float[] given = new float[2 * 64];
        for (int i = 0; i < given.length; i++) {
            given[i] = i + 0.5f;
        }
        try (CudaBackend backend = backend(model); TextEncoder encoder = open(backend, model)) {
            List<double[]> alone = encode(encoder, texts);
            for (long rows : new long[]{9, MEMORY / 64 / Float.BYTES}) {
                Encoding encoding = encoder.begin(rows);
                encoding.set(new long[]{7, 2}, arena.allocateFrom(ValueLayout.JAVA_FLOAT, given));
                encoding.add(batch(texts), RowTargets.from(3, 3));
                var read = Embeddings.allocate(arena, 3, 64);
                encoding.read(new long[]{5, 2, 3}, read.segment());
                assertArrayEquals(alone.get(2), rows(read).get(0));
                assertArrayEquals(alone.get(0), rows(read).get(2));
                Embeddings all = encoding.finish();
                assertEquals(rows == 9, ResidentRows.onCard(all.storage()));
                List<double[]> first = rows(all.slice(0, 9));
                assertArrayEquals(rows(read).get(1), first.get(2));
                assertEquals(64.5, first.get(2)[0]);
                assertEquals(0.5, first.get(7)[0]);
                assertArrayEquals(alone.get(1), first.get(4));
                assertArrayEquals(new double[64], first.get(8));
            }
        }
    }

    @Test
    void aTextMayHaveManyRowsOrNone() {
        PooledEncoder model = model(64, 32, 1, Pooling.FIRST, SOFT);
        List<int[]> texts = texts(4, 5, 6);
        try (CudaBackend backend = backend(model); TextEncoder encoder = open(backend, model)) {
            List<double[]> alone = encode(encoder, texts);
            Encoding encoding = encoder.begin(9);
            encoding.add(batch(texts), new RowTargets(new long[]{8, 0, 3, 7}, new int[]{0, 3, 3, 4}));
            List<double[]> rows = rows(encoding.finish());
            for (int row : new int[]{8, 0, 3}) {
                assertArrayEquals(alone.get(0), rows.get(row));
            }
            assertArrayEquals(alone.get(2), rows.get(7));
            for (int row : new int[]{1, 2, 4, 5, 6}) {
                assertArrayEquals(new double[64], rows.get(row));
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheCardSeesIt() {
        PooledEncoder model = model(64, 32, 1, Pooling.FIRST, SOFT);
        try (CudaBackend backend = backend(model); TextEncoder encoder = open(backend, model)) {
            assertEquals(600, encoder.maxTokens());
            Encoding encoding = encoder.begin(2);
            assertRefused("a text of 601 tokens; the encoder has positions for 600", encoding, texts(601), 0);
            assertRefused("row 2 of a matrix of 2 rows", encoding, texts(3), 2);
            assertRefused("token 500 of a vocabulary of 500; tokenizer and weights do not belong together", encoding,
                    List.of(new int[]{1, 500}), 0);
            assertRefused("tokens of", encoding, texts(IntStream.generate(() -> 600)
                    .limit(encoder.batchTokens() / 600 + 1L).toArray()), 0);
        }
    }

    private static void assertRefused(String reason, Encoding encoding, List<int[]> texts, long row) {
        TokenBatch batch = batch(texts);
        RowTargets targets = RowTargets.from(row, texts.size());
        var refused = assertThrows(IllegalArgumentException.class, () -> encoding.add(batch, targets));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void modelsThatNoCardRunsAreRefusedWithTheReason() {
        PooledEncoder model = model(96, 32, 1, Pooling.FIRST, SOFT);
        try (CudaBackend backend = backend(model(64, 32, 1, Pooling.FIRST, SOFT))) {
            var absent = assertInstanceOf(Availability.Absent.class, backend.encoder(model, WORKERS));
            assertEquals("its hidden size is 96, and must be a multiple of 64 up to 1024", absent.reason());
        }
    }

    @Test
    void aCardThatIsLostIsAMessage() {
        PooledEncoder model = model(64, 32, 1, Pooling.FIRST, SOFT);
        List<int[]> texts = texts(4, 5, 6);
        try (CudaBackend backend = backend(model); TextEncoder encoder = open(backend, model)) {
            Encoding encoding = encoder.begin(3);
            cudaOnDouble.library().fail("cuLaunchKernel", 719, 3);
            encoding.add(batch(texts), RowTargets.from(0, 3));
            String message = assertThrows(CoreException.class, encoding::finish).getMessage();
            assertTrue(message.startsWith("texts cannot be embedded on the card: cuLaunchKernel (kernel ")
                    && message.endsWith("; run again, or use --embed-on cpu"), message);
        }
    }
}

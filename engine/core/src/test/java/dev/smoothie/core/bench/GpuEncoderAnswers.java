package dev.smoothie.core.bench;

import dev.smoothie.core.cards.encoder.EncoderTrial;
import dev.smoothie.core.cards.encoder.EncoderTrial.Form;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.testing.ReferenceEncoder;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/**
 * Compares encoders on a card with double arithmetic, on weights and texts drawn afresh, and with themselves: a text has
 * the same bits in every batch and in every run.
 *
 * @param trial
 *            the card
 * @param workers
 *            compute in double
 * @param folder
 *            receives the cases, for the same by PyTorch
 * @param report
 *            receives the figures
 */
record GpuEncoderAnswers(EncoderTrial trial, Workers workers, Path folder, GpuReport report) {
    /** The yardstick sums in double, where programs in half precision sum in float32. */
    private static final double SLACK = 1.1;
    private static final int SMALL_BATCH = 16_384;
    private static final int REPEATS = 5;
    private static final int ORDERS = 3;

    /** A part of the check by its sizes. */
    record Sizes(int hidden, int head, int layers, int longest, int many, List<Form> forms) {}

    /** Fails if an answer is wrong. */
    void check(Sizes sizes) {
        long seed = System.nanoTime();
        report.text("encoder h=%d, seed".formatted(sizes.hidden()), Long.toString(seed));
        var random = new Random(seed);
        try (Arena arena = Arena.ofShared()) {
            for (double sharpness : new double[]{1, 2}) {
                GpuEncoderCase here = GpuEncoderCase.of(arena, sizes.hidden(), sizes.head(), sizes.layers(), sharpness,
                        sizes.longest(), random);
                GpuEncoderCase.Truth truth = here.truth(workers);
                here.write(folder.resolve("%d-%.0f".formatted(sizes.hidden(), sharpness)), truth);
                for (Form form : forms(sizes, here.model())) {
                    for (Pooling pooling : Pooling.values()) {
                        errors(here, truth, form, pooling);
                    }
                }
            }
            for (Form form : forms(sizes, GpuEncoderCase.model(arena, sizes.hidden(), sizes.head(), 1, 1, random))) {
                finite(arena, sizes, form, random);
                bits(arena, sizes, form, random);
            }
        }
    }

    /** On a card without a form of its own, both are the same. */
    private List<Form> forms(Sizes sizes, EncoderModel model) {
        return trial.hasOwnForm(new PooledEncoder(model, Pooling.FIRST, true)) || sizes.forms().size() == 1
                ? sizes.forms()
                : List.of(Form.PLAIN);
    }

    private void errors(GpuEncoderCase here, GpuEncoderCase.Truth truth, Form form, Pooling pooling) {
        List<double[]> found;
        try (TextEncoder encoder = trial.load(here.pooled(pooling), form, 0)) {
            found = rows(here.texts().encode(encoder, SMALL_BATCH));
        }
        List<double[]> exact = truth.exact(pooling);
        double error = ReferenceEncoder.relativeError(found, exact);
        double allowed = truth.allowed(pooling);
        String name = "%s %s".formatted(here.name(), pooling);
        report.number("error %s %s".formatted(name, form), error, "of float64's vectors");
        report.number("error %s half precision".formatted(name), allowed, "");
        int worst = IntStream.range(0, found.size()).boxed()
                .max((a, b) -> Double.compare(error(found, exact, a), error(found, exact, b))).orElseThrow();
        report.text("worst text %s %s".formatted(name, form), "%d tokens, %.2e".formatted(
                here.texts().ids().get(worst).length, error(found, exact, worst)));
        // NaN is no pass.
        Answers.require(error > 0 && error <= SLACK * allowed,
                "%s %s: the error is %s, that of half precision %s".formatted(name, form, error, allowed));
    }

    private static double error(List<double[]> found, List<double[]> exact, int text) {
        return ReferenceEncoder.relativeError(List.of(found.get(text)), List.of(exact.get(text)));
    }

    /** Logits far beyond what half precision can hold. */
    private void finite(Arena arena, Sizes sizes, Form form, Random random) {
        for (double sharpness : new double[]{40, 400}) {
            EncoderModel model = GpuEncoderCase.model(arena, sizes.hidden(), sizes.head(), 1, sharpness, random);
            GpuTexts texts = GpuTexts.of(random, GpuEncoderCase.VOCABULARY, 1, 5, sizes.longest(), 64, 65);
            try (TextEncoder encoder = trial.load(new PooledEncoder(model, Pooling.MEAN, true), form, 0)) {
                Answers.require(rows(texts.encode(encoder, SMALL_BATCH)).stream()
                        .allMatch(row -> Arrays.stream(row).allMatch(Double::isFinite)),
                        "%s h=%d: vectors are not finite where logits are extreme".formatted(form, sizes.hidden()));
            }
        }
        report.number("finite under extreme logits h=%d %s".formatted(sizes.hidden(), form), 2, "encoders");
    }

    /** Many texts, so that every multiprocessor has work, and blocks that stay have many tiles. */
    private void bits(Arena arena, Sizes sizes, Form form, Random random) {
        EncoderModel model = GpuEncoderCase.model(arena, sizes.hidden(), sizes.head(), Math.min(2, sizes.layers()), 1,
                random);
        GpuTexts texts = GpuTexts.of(random, GpuEncoderCase.VOCABULARY,
                GpuTexts.lengths(random, sizes.many(), sizes.longest()));
        for (Pooling pooling : new Pooling[]{Pooling.FIRST, Pooling.MEAN}) {
            var pooled = new PooledEncoder(model, pooling, true);
            float[] first = null;
            int compared = 0;
            for (int batch : new int[]{0, SMALL_BATCH}) {
                try (TextEncoder encoder = trial.load(pooled, form, batch)) {
                    first = first == null ? floats(texts.encode(encoder, encoder.batchTokens())) : first;
                    for (int repeat = 0; repeat < REPEATS; repeat++, compared++) {
                        requireSame(first, texts.encode(encoder, encoder.batchTokens()), form, pooling,
                                "run %d, batches of %d tokens".formatted(repeat, encoder.batchTokens()));
                    }
                    for (int order = 0; order < ORDERS; order++, compared++) {
                        requireSame(first, texts.encode(encoder, encoder.batchTokens(), shuffled(texts, random)), form,
                                pooling, "shuffled");
                    }
                    int alone = Math.min(50, texts.count());
                    GpuTexts few = new GpuTexts(texts.ids().subList(0, alone));
                    requireSame(Arrays.copyOf(first, alone * sizes.hidden()), few.encode(encoder, 1), form, pooling,
                            "each alone");
                    compared++;
                }
            }
            report.number("same bits h=%d %s %s, %d texts".formatted(sizes.hidden(), form, pooling, texts.count()),
                    compared, "runs");
        }
    }

    private static int[] shuffled(GpuTexts texts, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, texts.count()).boxed().toList());
        Collections.shuffle(order, random);
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private static float[] floats(Embeddings rows) {
        return rows.segment().toArray(JAVA_FLOAT);
    }

    private static void requireSame(float[] expected, Embeddings rows, Form form, Pooling pooling, String what) {
        int at = Arrays.mismatch(expected, floats(rows));
        Answers.require(at < 0, "%s %s, %s: other bits from row %d on".formatted(form, pooling, what,
                at / rows.dimension()));
    }

    private static List<double[]> rows(Embeddings matrix) {
        return IntStream.range(0, (int) matrix.rows()).mapToObj(row -> IntStream.range(0, matrix.dimension())
                .mapToDouble(column -> matrix.get(row, column)).toArray()).toList();
    }
}

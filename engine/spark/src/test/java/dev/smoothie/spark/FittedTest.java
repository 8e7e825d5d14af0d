package dev.smoothie.spark;

import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.pipeline.Fit;
import dev.smoothie.pipeline.Listener;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.Sources;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.spark.shipping.SharedFolder;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class FittedTest {
    private static final int K = 5;

    /** Fits the samples, whose texts do not matter, because their embeddings are given. */
    static Path fitted(Path folder, EmbeddedSamples samples) throws Exception {
        int n = samples.inputs().length;
        String generations = String.join(", ", samples.names().stream().map(name -> "\"%s\": \"text\"".formatted(name))
                .toList());
        Path lines = Files.write(folder.resolve("samples.jsonl"), IntStream.range(0, n)
                .mapToObj(
                        i -> "{\"id\": \"s%d\", \"input\": \"text\", \"generations\": {%s}}".formatted(i, generations))
                .toList());
        Path inputs = folder.resolve("inputs.npy");
        Path outputs = folder.resolve("outputs.npy");
        try (Arena arena = Arena.ofShared()) {
            Embeddings vectors = Embeddings.copyOf(arena, samples.inputs());
            Npy.write(inputs, new long[]{n, vectors.dimension()}, vectors);
            Npy.write(outputs, new long[]{n, samples.generators(), vectors.dimension()},
                    samples.generations(arena).vectors());
        }
        Path state = folder.resolve("state");
        Fit.of(Resources.standard(), Sources.of(lines.toString()).withEmbeddings(inputs, outputs), state)
                .run(Listener.SILENT);
        return state;
    }

    /** Fits answers, of which the last generators are wrong most often. */
    private static Path fittedToAnswers(Path folder, EmbeddedSamples samples) throws Exception {
        var random = new Random(5);
        Path lines = Files.write(folder.resolve("samples.jsonl"), IntStream.range(0, samples.inputs().length)
                .mapToObj(sample -> "{\"id\": \"s%d\", \"input\": \"text\", \"generations\": {%s}}".formatted(sample,
                        IntStream.range(0, samples.generators()).mapToObj(i -> "\"%s\": \"%s\"".formatted(
                                samples.names().get(i), random.nextInt(8) > 2 * i ? "right" : random.nextInt(9)))
                                .collect(Collectors.joining(", "))))
                .toList());
        Path inputs = folder.resolve("inputs.npy");
        try (Arena arena = Arena.ofShared()) {
            Embeddings vectors = Embeddings.copyOf(arena, samples.inputs());
            Npy.write(inputs, new long[]{samples.inputs().length, vectors.dimension()}, vectors);
        }
        Path state = folder.resolve("state");
        Fit.of(Resources.standard().comparing(Comparison.EQUALITY),
                new Sources(List.of(lines.toString()), Optional.of(inputs), Optional.empty()), state)
                .run(Listener.SILENT);
        return state;
    }

    /** Spark's routes are the engine's. */
    private static void assertRoutedBy(Method method, Path state) throws Exception {
        var asked = EmbeddedSamples.drawn(90, 4, 6, 0, 2);
        List<Row> found = SmoothieSpark.local(asked.frame(LocalSpark.SESSION, 3, 1),
                SharedFolder.send(LocalSpark.SESSION, state), asked.names(), K).collectAsList();
        assertEquals(90, found.size());
        try (Arena arena = Arena.ofShared(); FittedState fitted = FittedState.open(state)) {
            Routing expected = Smoothie.create().route(arena, fitted.samples(), fitted.fitted(),
                    Samples.of(Embeddings.copyOf(arena, asked.inputs())), method, (_, _) -> true);
            for (Row row : found) {
                int sample = Integer.parseInt(row.getString(0).substring(1));
                assertEquals(asked.names().get(expected.routes()[sample]), row.getString(1));
                double[] errors = expected.errors(sample);
                assertArrayEquals(expected.quality(errors), numbers(row.getStruct(2)), 1e-12);
                assertArrayEquals(errors, numbers(row.getStruct(3)), 1e-12);
            }
        }
    }

    private static double[] numbers(Row cells) {
        return IntStream.range(0, cells.length()).mapToDouble(cells::getDouble).toArray();
    }

    @Test
    void inputsAreRoutedByTheirNeighboursAmongThoseFitted(@TempDir Path folder) throws Exception {
        assertRoutedBy(new Method.Local(K), fitted(folder, EmbeddedSamples.drawn(200, 4, 6, 0, 1)));
    }

    /** Not by the k that is asked for. */
    @Test
    void aStateOfAnswersHasItsOwnNumberOfNeighbours(@TempDir Path folder) throws Exception {
        assertRoutedBy(new Method.Vote(OptionalInt.of(20), true),
                fittedToAnswers(folder, EmbeddedSamples.drawn(200, 4, 6, 0, 1)));
    }
}

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
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.spark.shipping.SharedFolder;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void inputsAreRoutedByTheirNeighboursAmongThoseFitted(@TempDir Path folder) throws Exception {
        var training = EmbeddedSamples.drawn(200, 4, 6, 0, 1);
        var asked = EmbeddedSamples.drawn(90, 4, 6, 0, 2);
        Path state = fitted(folder, training);
        List<Row> found = SmoothieSpark.local(asked.frame(LocalSpark.SESSION, 3, 1),
                SharedFolder.send(LocalSpark.SESSION, state), training.names(), K).collectAsList();
        assertEquals(90, found.size());
        try (Arena arena = Arena.ofShared(); FittedState fitted = FittedState.open(state)) {
            Routing expected = Smoothie.create().route(arena, fitted.samples(), fitted.fitted(),
                    Samples.of(Embeddings.copyOf(arena, asked.inputs())), new Method.Local(K), (_, _) -> true);
            for (Row row : found) {
                int sample = Integer.parseInt(row.getString(0).substring(1));
                assertEquals(training.names().get(expected.routes()[sample]), row.getString(1));
                Row errors = row.getStruct(3);
                assertArrayEquals(expected.errors(sample),
                        IntStream.range(0, 4).mapToDouble(errors::getDouble).toArray(), 1e-12);
            }
        }
    }
}

package dev.smoothie.pipeline.truth;

import dev.smoothie.core.evaluate.RepeatedScores;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TruthReaderTest {
    @TempDir
    Path directory;

    private Truth read(Arena arena, Optional<Metric> metric, String... scores) throws IOException {
        Path file = directory.resolve("x.jsonl");
        var lines = new StringBuilder();
        for (String of : scores) {
            lines.append("{\"generations\": {\"a\": \"1\", \"b\": [\"2\", \"3\"]}, \"reference\": \"1\", \"scores\": ")
                    .append(of)
                    .append("}\n");
        }
        Files.writeString(file, lines);
        var workers = new Workers(1);
        Dataset dataset = Dataset.scan(SampleSource.of(List.of(file.toString())), workers);
        return TruthReader.read(arena, dataset, List.of("a", "b"), metric, workers);
    }

    @Test
    void theMeanOfSeveralScoresIsTheScore() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Truth truth = read(arena, Optional.empty(), "{\"a\": [1, 0, true, null], \"b\": [2.5, 3.5]}",
                    "{\"a\": 0.5, \"b\": [4]}", "{\"a\": [null, null], \"b\": [1, 2]}");
            assertArrayEquals(new double[]{2 / 3.0, 3}, truth.scores().row(0), 1e-15);
            assertArrayEquals(new double[]{0.5, 4}, truth.scores().row(1));
            assertArrayEquals(new double[]{Double.NaN, 1.5}, truth.scores().row(2));
            RepeatedScores repeats = truth.repeats().orElseThrow();
            assertEquals(Set.of(0, 2), repeats.samples().keySet(), "a list of one is no repeat");
            assertArrayEquals(new double[][]{{1, 0, 1}, {2.5, 3.5}}, repeats.samples().get(0));
            assertArrayEquals(new double[][]{{}, {1, 2}}, repeats.samples().get(2));
        }
    }

    @Test
    void aMetricDoesNotLookAtScores() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Truth truth = read(arena, Metric.of("exact"), "{\"a\": [1, 0], \"b\": [2.5, 3.5]}");
            assertArrayEquals(new double[]{1, 0}, truth.scores().row(0));
            assertTrue(truth.repeats().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[]|an empty list as the score of \"b\"",
            "[1, \"good\"]|found the string \"good\"", "[1, [2]]|found a list", "[1e999, 1]|a finite number",
            "{}|found an object"})
    void whatIsNoScoreIsNamedWithItsLine(String score, String message) {
        try (Arena arena = Arena.ofConfined()) {
            var failure = assertThrows(SmoothieException.class, () -> read(arena, Optional.empty(),
                    "{\"a\": 1, \"b\": 0}", "{\"a\": 1, \"b\": %s}".formatted(score)));
            assertTrue(failure.getMessage().contains("x.jsonl:2:") && failure.getMessage().contains(message),
                    failure.getMessage());
        }
    }
}

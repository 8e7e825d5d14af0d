package dev.smoothie.pipeline.truth;

import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TruthCheckTest {
    @TempDir
    Path directory;

    private String notes(String metric, String... samples) throws IOException {
        Path file = directory.resolve("x.jsonl");
        Files.writeString(file, String.join("\n", samples));
        var workers = new Workers(1);
        Dataset dataset = Dataset.scan(SampleSource.of(List.of(file.toString())), workers);
        Optional<Metric> named = Metric.of(metric);
        try (Arena arena = Arena.ofConfined()) {
            Truth truth = TruthReader.read(arena, dataset, List.of("a", "b"), named, workers);
            return String.join("\n", TruthCheck.notes(dataset, List.of("a", "b"), truth, named, workers));
        }
    }

    private static String sample(String a, String b, String reference) {
        return "{\"generations\": {\"a\": \"%s\", \"b\": \"%s\"}, \"reference\": \"%s\"}".formatted(a, b, reference);
    }

    private static String scores(double a, double b) {
        return "{\"generations\": {\"a\": \"x\", \"b\": \"y\"}, \"scores\": {\"a\": %s, \"b\": %s}}".formatted(a, b);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"exact | every score is 0 | contains", "contains | every score is 0 | rougeL",
            "numeric | every score is 0 | contains", "gsm8k | every score is 0 | the answer is",
            "rouge1 | every score is 0 | a word", "rouge2 | every score is 0 | two words"})
    void aMetricThatIsZeroEverywhereSaysWhatItWants(String metric, String found, String remedy) throws IOException {
        String note = notes(metric, sample("so 3", "4", "17"), sample("so 5", "six 6", "18"));
        assertTrue(note.contains("metric " + metric) && note.contains(found) && note.contains(remedy)
                && note.contains("reference \"17\", output of a \"so 3\""), note);
    }

    @Test
    void aReferenceThatOccursEverywhereIsSaid() throws IOException {
        String note = notes("contains", sample("yes", "no", ""), sample("x", "y", ""));
        assertTrue(note.contains("every score is 1 (4 of them)") && note.contains("empty or so short"), note);
    }

    @Test
    void scoresThatTellNothingApartAreSaid() throws IOException {
        assertTrue(notes("", scores(0.5, 0.5), scores(0.5, 0.5)).startsWith("scores: every score is 0.5 (4 of them)"));
        String note = notes("", scores(1, 1), scores(0, 0));
        assertTrue(note.startsWith("scores: in every sample all outputs have the same score"), note);
    }

    @Test
    void scoresThatDifferAreNotMentioned() throws IOException {
        assertEquals("", notes("", scores(1, 1), scores(0, 1)));
        assertEquals("", notes("exact", sample("1", "2", "1"), sample("3", "4", "5")));
        assertEquals("", notes("rougeL", sample("one two", "two", "one"), sample("three", "4", "5")));
    }

    @Test
    void textsWithoutWordsAreCounted() throws IOException {
        String note = notes("rougeL", sample("one", "two", "one"), sample("one", "two", "!?"));
        assertTrue(note.contains("1 of 2 references have no words") && note.contains("\"!?\"")
                && note.contains("x.jsonl:2"), note);
        String silent = notes("rougeL", sample("!", "?", "one"), sample("...", "-", "two"));
        assertTrue(silent.contains("none of the 4 outputs has words"), silent);
    }

    @Test
    void charactersThatCountAsWordsAreSaid() throws IOException {
        String note = notes("rougeL", sample("北京是", "上海", "北京"), sample("one", "two", "one"));
        assertTrue(note.contains("the references of 1 samples are in a script without spaces"), note);
    }
}

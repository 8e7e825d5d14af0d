package dev.smoothie.pipeline.costs;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.generation.Price;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CostReaderTest {
    private static final List<String> GENERATORS = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private Costs read(Map<String, Price> prices, String... lines) {
        Path file = directory.resolve("x.jsonl");
        try {
            Files.write(file, Arrays.asList(lines));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (SampleSource source = SampleSource.of(List.of(file.toString()))) {
            return CostReader.read(Dataset.scan(source), GENERATORS, prices, new Workers(2));
        }
    }

    @Test
    void theCostIsTheMeanOverTheOutputsOfWhichItIsKnown() {
        Costs costs = read(Map.of(),
                "{\"generations\": {\"a\": \"x\", \"b\": \"y\", \"c\": null}, \"cost\": {\"a\": 0.5, \"b\": 1, \"c\": 9}}",
                "{\"cost\": {\"a\": 1.5, \"b\": null, \"d\": 7}, \"generations\": {\"a\": \"x\", \"b\": \"y\"}}",
                "{\"generations\": {\"a\": \"x\"}}", "{\"generations\": {\"a\": \"x\"}, \"cost\": null}");
        // c is known only of an output that is missing.
        assertArrayEquals(new double[]{1, 1, Double.NaN}, costs.perInput());
        assertArrayEquals(new long[]{2, 1, 0}, costs.outputs());
        assertFalse(costs.complete());
    }

    @Test
    void pricesStandInForCostsByFourCharactersForAToken() {
        Costs costs = read(Map.of("a", new Price(2, 8), "b", new Price(0, 4), "other", new Price(1, 1)),
                "{\"input\": \"12345678\", \"generations\": {\"a\": \"1234\", \"b\": \"\uD83D\uDE00234\", \"c\": \"z\"}}",
                "{\"input\": \"12345678\", \"generations\": {\"a\": \"1234\"}, \"cost\": {\"a\": 0.00001}}");
        // a: (2 · 8/4 + 8 · 4/4) millionths, and 10 that the file says; b: 4 · 4/4.
        assertArrayEquals(new double[]{11e-6, 4e-6, Double.NaN}, costs.perInput(), 1e-15);
        assertArrayEquals(new long[]{1, 1, 0}, costs.estimated());
        assertArrayEquals(new long[]{2, 1, 0}, costs.outputs());
    }

    @Test
    void aCostBelowZeroIsAnErrorWithFileAndLine() {
        String broken = "{\"generations\": {\"a\": \"x\"}, \"cost\": {\"a\": -1}}";
        String message = assertThrows(SmoothieException.class, () -> read(Map.of(), "{}", broken)).getMessage();
        assertTrue(message.contains("x.jsonl:2") && message.contains("the cost of \"a\"")
                && message.contains("at least 0") && message.contains("-1"), message);
    }

    @Test
    void amountsAreFiniteAndNotNegative() {
        assertThrows(IllegalArgumentException.class, () -> new Price(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Price(0, Double.NaN));
    }
}

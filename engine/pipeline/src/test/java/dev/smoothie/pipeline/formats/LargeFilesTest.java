package dev.smoothie.pipeline.formats;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files of several blocks, which several threads read at once. */
class LargeFilesTest {
    private static final int SAMPLES = 6000;
    private static final String FILLER = "é".repeat(200);

    @TempDir
    Path directory;

    /** {@value #SAMPLES} lines of some 400 bytes, which are several blocks. */
    private static String[] lines() {
        return IntStream.range(0, SAMPLES)
                .mapToObj(i -> "{\"input\":\"%d\",\"generations\":{\"a\":\"%s\",\"b\":\"x\",\"c\":\"y\"}}".formatted(i,
                        FILLER))
                .toArray(String[]::new);
    }

    private String file(String name, String[] lines, String separator) {
        byte[] text = String.join(separator, lines).getBytes(UTF_8);
        new Folder(directory).file(name, name.endsWith(".gz") ? Folder.gzip(new String(text, UTF_8)) : text);
        return directory.resolve(name).toString();
    }

    private static List<Sample> all(Dataset dataset, Extra extra, int threads) {
        var samples = new ArrayList<Sample>();
        var indices = new ArrayList<Integer>();
        dataset.inBlocks(new Workers(threads), extra, block -> IntStream.range(0, block.size()).mapToObj(rank -> {
            SampleText sample = block.get(rank);
            return List.of(sample.index(), sample.sample());
        }).toList(), block -> block.forEach(sample -> {
            indices.add((Integer) sample.getFirst());
            samples.add((Sample) sample.getLast());
        }));
        assertEquals(IntStream.range(0, dataset.size()).boxed().toList(), indices);
        return samples;
    }

    /** Asserts that passes on several threads give what one reader gives; returns the dataset's facts in one text. */
    private static String facts(List<String> files, int threads) {
        try (SampleSource source = SampleSource.of(files)) {
            Dataset dataset = Dataset.scan(source, new Workers(threads));
            for (Extra extra : List.of(Extra.NOTHING, Extra.LABELS)) {
                var expected = new ArrayList<Sample>();
                try (SampleReader reader = extra == Extra.LABELS ? source.openLabelled() : source.open()) {
                    reader.forEachRemaining(expected::add);
                }
                assertEquals(expected, all(dataset, extra, threads));
            }
            var facts = new StringBuilder();
            facts.append(dataset.size()).append(dataset.generators()).append(dataset.repeats())
                    .append(dataset.withoutInput()).append(dataset.mentionsCosts());
            int[] missing = IntStream.range(0, dataset.size())
                    .filter(sample -> IntStream.range(0, dataset.generators().size())
                            .anyMatch(generator -> !dataset.present(sample, generator)))
                    .toArray();
            return facts.append(Arrays.toString(missing)).toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.jsonl.gz"})
    void isReadAlikeByAnyNumberOfThreads(String name) {
        String file = file(name, lines(), "\r\n");
        assertEquals(SAMPLES + "[a, b, c]10false[]", facts(List.of(file), 1));
        assertEquals(facts(List.of(file), 1), facts(List.of(file), 5));
    }

    @Test
    void findsOutLateThatOutputsAreMissing() {
        String[] lines = lines();
        lines[5000] = "{\"generations\":{\"a\":\"\",\"b\":null,\"c\":\"y\"}}";
        lines[5500] = "{\"input\":\"\",\"generations\":{\"a\":\"\",\"c\":[\"y\",null,\"z\"],\"b\":\"\"},\"cost\":1}";
        String file = file("a.jsonl", lines, "\n");
        assertEquals(SAMPLES + "[a, b, c]31true[5000]", facts(List.of(file), 4));
        try (SampleSource source = SampleSource.of(List.of(file))) {
            Dataset dataset = Dataset.scan(source, new Workers(3));
            assertTrue(dataset.explicitlyMissing(5000, 1));
            assertTrue(dataset.present(4999, 0, 1) && dataset.present(5999, 0, 1) && !dataset.present(5000, 0, 1));
            assertTrue(dataset.present(5500, 0, 2) && !dataset.present(5500, 1, 2) && dataset.present(5500, 2, 2));
            assertFalse(dataset.present(5501, 1, 2));
        }
    }

    @Test
    void findsOutLateThatThereIsAnotherGenerator() {
        String[] lines = lines();
        lines[5999] = "{\"input\":\"\",\"generations\":{\"d\":\"\"}}";
        String facts = facts(List.of(file("a.jsonl", lines, "\n")), 4);
        assertTrue(facts.startsWith(SAMPLES + "[a, b, c, d]10false[0, 1, 2,"), facts);
        assertTrue(facts.endsWith("5998, 5999]"), facts);
    }

    @Test
    void readsBlocksWithSomethingUnusual() {
        String[] lines = lines();
        lines[3000] = "{\"input\":\"\",\"deep\":%s1%s,\"generations\":{\"a\":\"\",\"b\":\"\",\"c\":\"\"}}"
                .formatted("[".repeat(100), "]".repeat(100));
        assertEquals(SAMPLES + "[a, b, c]10false[]", facts(List.of(file("a.jsonl", lines, "\n\n")), 4));
    }

    @Test
    void readsALineOfManyBlocks() {
        String[] lines = lines();
        lines[100] = "{\"input\":\"%s\",\"generations\":{\"a\":\"\",\"b\":\"\",\"c\":\"\"}}"
                .formatted("long ".repeat(700_000));
        assertEquals(SAMPLES + "[a, b, c]10false[]", facts(List.of(file("a.jsonl", lines, "\n")), 4));
    }

    @Test
    void numbersTheLinesOfEachFile() {
        String first = file("a.jsonl", lines(), "\n");
        String second = file("b.jsonl", Arrays.copyOf(lines(), 4000), "\n");
        try (SampleSource source = SampleSource.of(List.of(first, second))) {
            Dataset dataset = Dataset.scan(source, new Workers(4));
            Sample last = all(dataset, Extra.NOTHING, 4).getLast();
            assertEquals("b.jsonl:4000", last.id().text());
            assertEquals(second + ":4000", last.where());
        }
    }

    private void refuses(String[] lines, String message) {
        String file = file("a.jsonl", lines, "\n");
        for (int threads : new int[]{1, 4}) {
            try (SampleSource source = SampleSource.of(List.of(file))) {
                var failure = assertThrows(SmoothieException.class,
                        () -> Dataset.scan(source, new Workers(threads)));
                assertTrue(failure.getMessage().startsWith(file + message), failure.getMessage());
            }
        }
    }

    @Test
    void namesTheFirstBrokenLine() {
        String[] lines = lines();
        lines[5] = "\n\n" + lines[5];
        lines[4500] = "{\"input\":}";
        lines[5500] = "{";
        refuses(lines, ":4503: broken JSON at column 10");
    }

    @Test
    void namesTheLineOfMalformedBytes() {
        String[] lines = lines();
        byte[] bytes = String.join("\n", lines).getBytes(UTF_8);
        bytes[bytes.length - 3] = (byte) 0xff;
        new Folder(directory).file("a.jsonl", bytes);
        try (SampleSource source = SampleSource.of(List.of(directory.resolve("a.jsonl").toString()))) {
            var failure = assertThrows(SmoothieException.class, () -> Dataset.scan(source, new Workers(4)));
            assertTrue(failure.getMessage().contains(":" + SAMPLES + ": not UTF-8: found the malformed bytes 0xff"),
                    failure.getMessage());
        }
    }

    @Test
    void namesTheLineFromWhichAFileCannotBeUnpacked() throws Exception {
        byte[] packed = Folder.gzip(String.join("\n", lines()));
        new Folder(directory).file("a.jsonl.gz", Arrays.copyOf(packed, packed.length - 20));
        try (SampleSource source = SampleSource.of(List.of(directory.resolve("a.jsonl.gz").toString()))) {
            var failure = assertThrows(SmoothieException.class, () -> Dataset.scan(source, new Workers(4)));
            assertTrue(failure.getMessage().matches(".*a\\.jsonl\\.gz:\\d{4}: cannot read further: .*"),
                    failure.getMessage());
        }
    }

    @Test
    void findsAnIdThatRepeatsOneOfAnotherBlock() {
        String[] lines = lines();
        lines[5900] = "{\"id\":\"3\",\"input\":\"\",\"generations\":{\"a\":\"\",\"b\":\"\",\"c\":\"\"}}";
        refuses(lines, ":5901: the id 3 repeats that of ");
    }

    @Test
    void saysThatTheFileHasChanged() throws Exception {
        String[] lines = lines();
        String file = file("a.jsonl", lines, "\n");
        try (SampleSource source = SampleSource.of(List.of(file))) {
            Dataset dataset = Dataset.scan(source, new Workers(2));
            Files.writeString(Path.of(file), String.join("\n", Arrays.copyOf(lines, 5000)));
            var failure = assertThrows(SmoothieException.class, () -> all(dataset, Extra.NOTHING, 2));
            assertTrue(failure.getMessage().contains("changed while it was being read"), failure.getMessage());
        }
    }

    /** More ids than the table of their hashes has place for at first, and more that repeat than one pass compares. */
    @Test
    void theFirstIdThatRepeatsIsNamed() {
        String[] lines = IntStream.range(0, 5000)
                .mapToObj("{\"id\":\"q%d\",\"generations\":{\"a\":\"x\",\"b\":\"x\",\"c\":\"y\"}}"::formatted)
                .toArray(String[]::new);
        assertEquals(5000, scan(file("ids.jsonl", lines, "\n")).size());
        String[] twice = Stream.concat(Arrays.stream(lines), Arrays.stream(lines, 300, 4000)).toArray(String[]::new);
        var failure = assertThrows(SmoothieException.class, () -> scan(file("twice.jsonl", twice, "\n")));
        assertTrue(failure.getMessage().contains("twice.jsonl:5001: the id q300 repeats that of"),
                failure.getMessage());
        assertTrue(failure.getMessage().contains("twice.jsonl:301;"), failure.getMessage());
    }

    private static Dataset scan(String file) {
        try (SampleSource source = SampleSource.of(List.of(file))) {
            return Dataset.scan(source, new Workers(2));
        }
    }
}

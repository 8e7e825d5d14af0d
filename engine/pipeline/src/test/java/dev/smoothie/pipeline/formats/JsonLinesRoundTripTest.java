package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.tck.DatasetArbitraries;
import dev.smoothie.spi.tck.DatasetLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Tests that the reader reads what a simple writer writes. */
class JsonLinesRoundTripTest {

    @Provide
    Arbitrary<List<DatasetLine>> datasets() {
        return DatasetArbitraries.datasets(4, 5);
    }

    @Property(tries = 200)
    void readsWhatWasWritten(@ForAll("datasets") List<DatasetLine> written, @ForAll boolean gzip) throws IOException {
        Path directory = Files.createTempDirectory("smoothie-test");
        String name = gzip ? "x.jsonl.gz" : "x.jsonl";
        try {
            String text = written.stream().map(line -> line.json() + "\n").collect(Collectors.joining());
            new Folder(directory).file(name, gzip ? Folder.gzip(text) : text.getBytes(StandardCharsets.UTF_8));
            List<Sample> read = samples(directory.resolve(name));
            assertEquals(written.size(), read.size());
            for (int line = 0; line < read.size(); line++) {
                assertReads(written.get(line), read.get(line), line + 1);
            }
        } finally {
            Files.deleteIfExists(directory.resolve(name));
            Files.delete(directory);
        }
    }

    private static void assertReads(DatasetLine written, Sample read, int line) {
        assertEquals(written.id().orElse(Integer.toString(line)), read.id().text());
        assertEquals(written.input(), read.input());
        assertEquals(written.generations(), read.generations());
        assertEquals(List.copyOf(written.generations().keySet()), List.copyOf(read.generations().keySet()));
        assertEquals(written.scores().keySet(), read.labels().scores().keySet());
        written.scores().forEach((generator, score) -> {
            assertEquals(List.of(score), read.labels().scores().get(generator));
            assertEquals(score, read.labels().score(generator));
        });
        assertEquals(written.references(), read.labels().references());
    }

    private static List<Sample> samples(Path file) {
        var samples = new ArrayList<Sample>();
        try (SampleSource source = SampleSource.of(List.of(file.toString()));
                SampleReader reader = source.openLabelled()) {
            reader.forEachRemaining(samples::add);
        }
        return samples;
    }
}

package dev.smoothie.engine.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a plain writer writes, the reader reads. */
class JsonLinesRoundTripTest {

    record Line(Optional<String> input, Map<String, List<String>> generations) {}

    @Property(tries = 200)
    void readsWhatWasWritten(@ForAll("lines") List<Line> lines, @ForAll boolean escapeAll, @ForAll boolean gzip)
            throws IOException {
        Path directory = Files.createTempDirectory("smoothie-test");
        try {
            String text = lines.stream().map(line -> json(line, escapeAll) + "\n").collect(Collectors.joining());
            String name = gzip ? "x.jsonl.gz" : "x.jsonl";
            var folder = new Folder(directory).file(name,
                    gzip ? Folder.gzip(text) : text.getBytes(StandardCharsets.UTF_8));
            List<Line> read = folder.samples(name).stream()
                    .map(sample -> new Line(sample.input(), sample.generations())).toList();
            assertEquals(lines, read);
            Files.delete(directory.resolve(name));
        } finally {
            Files.delete(directory);
        }
    }

    @Provide
    Arbitrary<List<Line>> lines() {
        Arbitrary<String> texts = Arbitraries.strings().all().ofMaxLength(30).map(JsonLinesRoundTripTest::wellFormed);
        Arbitrary<List<String>> repeats = texts.injectNull(0.2).list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<String> names = Arbitraries.strings().alpha().numeric().withChars("-._ \"\\").ofMinLength(1)
                .ofMaxLength(8)
                .filter(name -> !name.isBlank());
        return Combinators.combine(texts.optional(), Arbitraries.maps(names, repeats).ofMaxSize(4)).as(Line::new).list()
                .ofMinSize(1).ofMaxSize(4);
    }

    /** Lone surrogates cannot be written in UTF-8; pairs stay. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    }

    private static String json(Line line, boolean escapeAll) {
        String generations = line.generations.entrySet().stream()
                .map(entry -> string(entry.getKey(), escapeAll) + ":" + repeats(entry.getValue(), escapeAll))
                .collect(Collectors.joining(","));
        String input = line.input.map(text -> "\"input\":" + string(text, escapeAll) + ",").orElse("");
        return "{%s\"generations\":{%s}}".formatted(input, generations);
    }

    private static String repeats(List<String> repeats, boolean escapeAll) {
        if (repeats.size() == 1) {
            return string(repeats.getFirst(), escapeAll);
        }
        return repeats.stream().map(text -> string(text, escapeAll)).collect(Collectors.joining(",", "[", "]"));
    }

    private static String string(String text, boolean escapeAll) {
        if (text == null) {
            return "null";
        }
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escapeAll || c < ' ' || c == '"' || c == '\\') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}

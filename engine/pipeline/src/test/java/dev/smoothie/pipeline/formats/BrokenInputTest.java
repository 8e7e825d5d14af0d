package dev.smoothie.pipeline.formats;

import dev.smoothie.spi.SmoothieException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests every way in which input files can be wrong, and what the one message must name. */
class BrokenInputTest {
    @TempDir
    Path directory;

    /** One or several wrong files, in the order in which they are given. */
    record Case(List<String> names, List<byte[]> contents, List<String> fragments) {
        static Case of(String name, String text, String... fragments) {
            return of(name, text.getBytes(StandardCharsets.UTF_8), fragments);
        }

        static Case of(String name, byte[] bytes, String... fragments) {
            return new Case(List.of(name), List.of(bytes), List.of(fragments));
        }

        static Case two(String name, String text, String name2, String text2, String... fragments) {
            return new Case(List.of(name, name2),
                    List.of(text.getBytes(StandardCharsets.UTF_8), text2.getBytes(StandardCharsets.UTF_8)),
                    List.of(fragments));
        }

        @Override
        public String toString() {
            return String.join(" + ", names) + " " + fragments;
        }
    }

    static Stream<Case> lines() {
        String good = "{\"id\": \"q\", \"input\": \"i\", \"generations\": {\"a\": \"x\"}}\n";
        return Stream.of(
                Case.of("x.jsonl", "", "x.jsonl", "empty"),
                Case.of("x.jsonl", " \n\n", "x.jsonl", "empty"),
                Case.of("x.jsonl.gz", Folder.gzip(""), "x.jsonl.gz", "empty"),
                Case.of("x.jsonl", good + "{\"id\": \"r\", \"input\": \"i", "x.jsonl:2", "broken JSON", "end-of-input"),
                Case.of("x.jsonl", good + "{\"id\": }\n", "x.jsonl:2", "broken JSON", "column 8"),
                Case.of("x.jsonl", good + "hello world\n", "x.jsonl:2", "broken JSON", "hello"),
                Case.of("x.jsonl", good + "\"text\"\n", "x.jsonl:2", "expected a JSON object", "the string \"text\""),
                Case.of("x.jsonl", good + "[1]\n", "x.jsonl:2", "expected a JSON object", "found a list"),
                Case.of("x.jsonl", good + "{} {}\n", "x.jsonl:2", "text after the end"),
                Case.of("x.jsonl", good + "{} x\n", "x.jsonl:2", "text after the end"),
                Case.of("x.jsonl", good + "{}}\n", "x.jsonl:2", "text after the end"),
                Case.of("x.jsonl", "{\n\"id\": 1\n}\n", "x.jsonl", "one JSON object", "\"id\"", "\"generations\""),
                Case.of("x.jsonl", "{\"id\": 1, \"id\": 2}", "x.jsonl:1", "Duplicate", "id"),
                Case.of("x.jsonl", "{\"generations\": {\"a\": \"x\", \"a\": \"y\"}}", "x.jsonl:1", "Duplicate",
                        "\"a\""),
                Case.of("x.jsonl", "{\"id\": {}}", "x.jsonl:1", "\"id\"", "string or a number", "an object"),
                Case.of("x.jsonl", "{\"id\": true}", "x.jsonl:1", "\"id\"", "true"),
                Case.of("x.jsonl", "{\"input\": 12}", "x.jsonl:1", "\"input\"", "the number 12"),
                Case.of("x.jsonl", "{\"embedding_input\": [\"a\"]}", "x.jsonl:1", "\"embedding_input\"", "a list"),
                Case.of("x.jsonl", "{\"id\": 1, \"generations\": [\"a\", \"b\"]}", "x.jsonl:1", "\"generations\"",
                        "object",
                        "a list"),
                Case.of("x.jsonl", good + "{\"generations\": \"a\"}", "x.jsonl:2", "\"generations\"",
                        "the string \"a\""),
                Case.of("x.jsonl", "{\"generations\": {\"m1\": 3}}", "x.jsonl:1", "\"m1\"", "the number 3"),
                Case.of("x.jsonl", "{\"generations\": {\"m1\": {\"text\": \"a\"}}}", "x.jsonl:1", "\"m1\"",
                        "an object"),
                Case.of("x.jsonl", "{\"generations\": {\"m1\": []}}", "x.jsonl:1", "\"m1\"", "empty"),
                Case.of("x.jsonl", "{\"generations\": {\"m1\": [\"a\", 3]}}", "x.jsonl:1", "\"m1\"", "the number 3"),
                Case.of("x.jsonl", "{\"generations\": {\" \": \"a\"}}", "x.jsonl:1", "generator without a name"),
                Case.of("x.jsonl", good + "\n" + good, "x.jsonl:3", "x.jsonl:1", "id q repeats"),
                Case.of("x.jsonl", "{\"id\": 2}\n{}\n", "x.jsonl:2", "x.jsonl:1", "id 2 repeats"),
                Case.of("x.jsonl", "{\"id\": \"1\"}\n{\"id\": 1}\n", "x.jsonl:2", "x.jsonl:1", "id 1 repeats"),
                Case.of("x.jsonl", latin1(good + "{\"input\": \"caf\u00e9\"}\n"), "x.jsonl:2", "not UTF-8", "0xe9"),
                Case.of("x.jsonl", new byte[]{'{', '}', '\n', (byte) 0xff}, "x.jsonl:2", "not UTF-8", "0xff"),
                Case.of("x.jsonl", new byte[]{'{', '}', '\n', '{', (byte) 0xe2, (byte) 0x82}, "x.jsonl:2", "not UTF-8"),
                Case.of("x.jsonl", new byte[]{'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80}, "x.jsonl:1",
                        "not UTF-8"),
                Case.of("x.jsonl.gz", good, "x.jsonl.gz", "gzip"),
                Case.of("x.jsonl.gz", truncated(), "x.jsonl.gz:", "truncated"),
                Case.two("x.jsonl", good, "y.jsonl", good, "y.jsonl:1", "x.jsonl:1", "id q repeats"));
    }

    static Stream<Case> ofOtherTools() {
        String a = "[{\"instruction\":\"i\",\"output\":\"o\",\"generator\":\"a\"}]";
        String data = "{\"embedding_input\": \"e\"}\n{\"embedding_input\": \"f\"}\n";
        return Stream.of(
                Case.of("a.json", "[]", "a.json", "no samples"),
                Case.of("a.json", "[1]", "a.json", "no samples"),
                Case.of("a.json", "[\n{\"instruction\":\"i\"}]", "a.json", "\"instruction\"", "\"output\""),
                Case.of("a.json", "[{\"instruction\":\"i\",\"output\":7}]", "a.json:1", "found 7"),
                Case.of("a.json", a.replace("}]", "},"), "a.json:1", "broken JSON"),
                Case.of("a.json", a + "x", "a.json:1", "text after the end"),
                Case.of("a.json", "[\n{\"instruction\":\"i\", \"output\": }]", "a.json:2", "broken JSON"),
                Case.of("a.json", latin1("[{\"instruction\":\n\"i\", \"output\": \"\u00e9\"}]"), "a.json:2",
                        "not UTF-8"),
                Case.two("a.json", a, "b.json", a, "a.json", "b.json", "both have outputs of \"a\""),
                Case.two("x.jsonl", data, "m_test.json", "{\"generations\": [\"o\"]}", "cannot be joined",
                        "x.jsonl: 2", "m_test.json: 1"),
                Case.two("x.jsonl", data, "m_test.json", "{\"generations\": [\"o\", null, \"p\"]}",
                        "cannot be joined", "x.jsonl: 2", "m_test.json: 3"),
                Case.two("x.jsonl", data, "m_test.json", "{\"generations\": [\"o\",\n 5]}", "m_test.json:2", "\"m\"",
                        "the number 5"),
                Case.two("x.jsonl", data, "m_test.json", "{\"generations\": [\"o\",\n \"p\"", "m_test.json:2",
                        "broken JSON"),
                Case.two("m_test.json", "{\"generations\": [\"o\"]}", "m_train.json", "{\"generations\": [\"o\"]}",
                        "both have outputs of \"m\""));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] truncated() {
        var text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("{\"input\": \"").append(Math.sin(i)).append("\"}\n");
        }
        byte[] gzip = Folder.gzip(text.toString());
        return Arrays.copyOf(gzip, gzip.length / 2);
    }

    @ParameterizedTest
    @MethodSource({"lines", "ofOtherTools"})
    void oneMessageNamesThePlaceAndWhatWasFound(Case broken) {
        var folder = new Folder(directory);
        for (int i = 0; i < broken.names.size(); i++) {
            folder.file(broken.names.get(i), broken.contents.get(i));
        }
        String[] names = broken.names.toArray(String[]::new);
        expect(() -> folder.dataset(names), broken.fragments.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("places")
    void filesThatCannotBeRead(List<String> inputs, List<String> fragments) throws Exception {
        Files.createDirectory(directory.resolve("folder"));
        List<String> paths = inputs.stream().map(new Folder(directory)::at).toList();
        expect(() -> SampleSource.of(paths), fragments.toArray(String[]::new));
    }

    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of(List.of(), List.of("no input files")),
                Arguments.of(List.of("none.jsonl"), List.of("none.jsonl", "no such file")),
                Arguments.of(List.of("folder"), List.of("folder", "no file in this folder")),
                Arguments.of(List.of("-", "-"), List.of("standard input", "twice")));
    }

    private static void expect(Executable action, String... fragments) {
        String message = assertThrows(SmoothieException.class, action).getMessage();
        for (String fragment : fragments) {
            assertTrue(message.contains(fragment), () -> "expected \"%s\" in: %s".formatted(fragment, message));
        }
        assertTrue(message.indexOf('\n') < 0 && !message.contains("Source:"), () -> "not one plain line: " + message);
    }
}

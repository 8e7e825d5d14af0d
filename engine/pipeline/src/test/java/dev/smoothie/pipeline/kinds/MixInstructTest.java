package dev.smoothie.pipeline.kinds;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Data sets of LLM-Blender, after what its code writes. */
class MixInstructTest {
    private static final String ITEM = """
            {"id": "set/1", "instruction": "Add.", "input": "1 1", "output": "2", "candidates": [\
            {"decoding_method": "top_p_sampling", "model": "a", "text": "2", "scores": {"logprobs": -0.5, "rouge1": 0.5, "bleu": 1.5}}, \
            {"decoding_method": "top_p_sampling", "model": "b", "text": "3", "scores": {"logprobs": -0.1, "rouge1": 0.25, "bleu": 0}}, \
            {"decoding_method": "top_p_sampling", "model": "c", "text": "", "scores": {"logprobs": -9, "rouge1": 0, "bleu": 0}}]%s}""";

    @TempDir
    private Path folder;
    private Given given;

    @BeforeEach
    void folder() {
        given = new Given(folder);
    }

    @Test
    void readsListsAndLines() {
        String sample = "{\"id\":\"set/1\",\"input\":\"Add.\\n1 1\",\"generations\":{\"a\":\"2\",\"b\":\"3\",\"c\":null},"
                + "\"scores\":{\"a\":0.5,\"b\":0.25,\"c\":0.0},\"reference\":\"2\"}";
        given.file("list.json", "[" + ITEM.formatted("") + "]").file("lines.jsonl", ITEM.formatted("") + "\n");
        assertEquals(List.of(sample), given.read("list.json").samples());
        assertEquals(List.of(sample), given.read("lines.jsonl").samples());
        assertEquals(List.of(sample.replace("{\"a\":0.5,\"b\":0.25,\"c\":0.0}", "{\"a\":1.5,\"b\":0.0,\"c\":0.0}")),
                given.read(Given.score("bleu"), "list.json").samples());
    }

    @Test
    void theShareOfComparisonsWonIsTheScoreIfThereAreComparisons() {
        // a beats b and ties c; c beats b: a 1.5 of 2, b 0 of 2, c 1.5 of 2.
        String object = "{\"a,b\": \"A is better\", \"c,a\": \"same bad\", \"b,c\": \"B is better\"}";
        String scores = "\"scores\":{\"a\":0.75,\"b\":0.0,\"c\":0.75}";
        given.file("object.json", "[" + ITEM.formatted(", \"cmp_results\": " + object) + "]")
                .file("text.json",
                        "[" + ITEM.formatted(", \"cmp_results\": \"" + object.replace("\"", "\\\"") + "\"") + "]")
                .file("none.json", "[" + ITEM.formatted(", \"cmp_results\": \"null\"") + "]");
        assertTrue(given.read("object.json").sample(0).contains(scores), given.read("object.json").sample(0));
        assertTrue(given.read("text.json").sample(0).contains(scores), given.read("text.json").sample(0));
        assertTrue(given.read("none.json").sample(0).contains("\"scores\":{\"a\":0.5,"),
                given.read("none.json").sample(0));
    }

    @Test
    void candidatesOfOneModelHaveTheNameOfTheFile() {
        given.file("m1.eval.jsonl",
                "{\"id\": 1, \"candidates\": [{\"text\": \"x\", \"scores\": {\"rouge1\": 1}}, {\"text\": \"y\", \"scores\": {\"rouge1\": 0}}]}")
                .file("m2.eval.jsonl",
                        "{\"id\": 1, \"candidates\": [{\"text\": \"z\", \"scores\": {\"rouge1\": 0.5}}]}");
        assertEquals(List.of(
                "{\"id\":1,\"generations\":{\"m1\":[\"x\",\"y\"],\"m2\":\"z\"},\"scores\":{\"m1\":[1.0,0.0],\"m2\":0.5}}"),
                given.read("m1.eval.jsonl", "m2.eval.jsonl").samples());
    }

    @Test
    void whatIsBrokenIsToldWithItsItem() {
        given.file("text.json",
                "[" + ITEM.formatted("") + ",\n" + ITEM.formatted("").replace("\"text\": \"3\"", "\"text\": 3") + "]")
                .file("list.json", "[" + ITEM.formatted("") + ",\n{\"id\": 2, \"instruction\": \"x\"}]")
                .file("comparisons.json", "[" + ITEM.formatted(", \"cmp_results\": \"{a\"") + "]")
                .file("cut.json", "[" + ITEM.formatted("") + ",\n" + ITEM.formatted("").substring(0, 90));
        assertEquals("text.json:2 (item 2): expected a string as \"candidates.text\", found 3",
                given.failure("text.json"));
        assertEquals("list.json:2 (item 2): no \"candidates\"; expected a list there, found the keys id, instruction",
                given.failure("list.json"));
        assertTrue(given.failure("comparisons.json").contains("as \"cmp_results\""), given.failure("comparisons.json"));
        assertTrue(given.failure("cut.json").startsWith("cut.json:"), given.failure("cut.json"));
    }
}

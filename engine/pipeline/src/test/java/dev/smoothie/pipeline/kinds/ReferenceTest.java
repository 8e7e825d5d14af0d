package dev.smoothie.pipeline.kinds;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The folders of the paper's code. */
class ReferenceTest {
    private static final String DATA = """
            {"task_name": "t", "embedding_input": "e1", "reference": "r1", "multi_model_prompt": "p1"}
            {"task_name": "t", "embedding_input": "e1", "reference": ["r2", "r3"], "multi_model_prompt": "p2"}
            """;

    @TempDir
    private Path folder;
    private Given given;

    @BeforeEach
    void folder() {
        given = new Given(folder);
    }

    private static String generations(String list) {
        return "{\n    \"generations\": %s\n}".formatted(list);
    }

    @Test
    void joinsTheFilesOfModelsByPlace() {
        given.file("data_test.jsonl", DATA).file("model_gens/a_test.json", generations("[\"a1\", null]"))
                .file("model_gens/b_test.json", generations("[\"b1\", \"b2\"]"));
        Given.Read read = given.read("data_test.jsonl", "model_gens/a_test.json", "model_gens/b_test.json");
        assertTrue(read.sample(0).startsWith(
                "{\"id\":1,\"input\":\"e1\",\"generations\":{\"a\":\"a1\",\"b\":\"b1\"},\"reference\":\"r1\""),
                read.sample(0));
        assertTrue(read.sample(1).startsWith(
                "{\"id\":2,\"input\":\"e1\",\"generations\":{\"a\":null,\"b\":\"b2\"},\"reference\":[\"r2\",\"r3\"]"),
                read.sample(1));
    }

    @Test
    void severalGenerationsOfASampleFollowEachOther() {
        // That is how the code writes them: one list, in which a sample has as many as the name of the file says.
        given.file("data_test.jsonl", DATA).file("a_2_gens_test.json", generations("[\"a\", \"b\", \"c\", \"d\"]"))
                .file("b_2_gens_test.json", generations("[[\"e\", \"f\"], [\"g\", \"h\"]]"));
        Given.Read read = given.read("data_test.jsonl", "a_2_gens_test.json", "b_2_gens_test.json");
        assertTrue(read.sample(0).contains("\"generations\":{\"a\":[\"a\",\"b\"],\"b\":[\"e\",\"f\"]}"),
                read.sample(0));
        assertTrue(read.sample(1).contains("\"generations\":{\"a\":[\"c\",\"d\"],\"b\":[\"g\",\"h\"]}"),
                read.sample(1));
    }

    @Test
    void theGenerationsOfSeveralPromptsAreThoseOfSeveralGenerators() {
        given.file("data_test.jsonl", DATA)
                .file("falcon/individual_test.json",
                        generations("[[\"a1\", \"b1\", \"c1\"], [\"a2\", \"b2\", \"c2\"]]"));
        Given.Read read = given.read("data_test.jsonl", "falcon/individual_test.json");
        assertTrue(read.sample(1).contains(
                "\"generations\":{\"falcon/prompt_0\":\"a2\",\"falcon/prompt_1\":\"b2\",\"falcon/prompt_2\":\"c2\"}"),
                read.sample(1));
    }

    @Test
    void filesOfOneNameInFoldersOfModelsHaveTheNamesOfTheFolders() {
        given.file("data_test.jsonl", DATA).file("a/individual_test.json", generations("[\"a1\", \"a2\"]"))
                .file("b/individual_test.json", generations("[\"b1\", \"b2\"]"));
        Given.Read read = given.read("data_test.jsonl", "a/individual_test.json", "b/individual_test.json");
        assertTrue(read.sample(0).contains("\"generations\":{\"a\":\"a1\",\"b\":\"b1\"}"), read.sample(0));
    }

    @Test
    void ranksOfOutputsAreLeftOutAndTold() {
        given.file("mix_test.jsonl",
                "{\"task_name\": \"mix_instruct\", \"embedding_input\": \"e\", \"multi_model_prompt\": \"e\", \"reference\": {\"a1\": 2, \"b1\": 1}}\n")
                .file("a_test.json", generations("[\"a1\"]"));
        Given.Read read = given.read("mix_test.jsonl", "a_test.json");
        assertTrue(read.sample(0).startsWith("{\"id\":1,\"input\":\"e\",\"generations\":{\"a\":\"a1\"}"),
                read.sample(0));
        assertTrue(read.says("ranks"), read.notes()::toString);
    }

    @Test
    void filesOfDifferentLengthsAreTold() {
        given.file("data_test.jsonl", DATA).file("a_test.json", generations("[\"a1\"]"))
                .file("odd_2_gens_test.json", generations("[\"a\", \"b\", \"c\"]"))
                .file("type_test.json", generations("[\"a\", 5]"));
        String failure = given.failure("data_test.jsonl", "a_test.json");
        assertTrue(failure.contains("data_test.jsonl: 2") && failure.contains("a_test.json: 1"), failure);
        assertTrue(given.failure("data_test.jsonl", "odd_2_gens_test.json").contains("3"),
                given.failure("data_test.jsonl", "odd_2_gens_test.json"));
        assertTrue(
                given.failure("data_test.jsonl", "type_test.json")
                        .contains("type_test.json:2: expected a string, null or a list of strings"),
                given.failure("data_test.jsonl", "type_test.json"));
    }
}

package dev.smoothie.pipeline.kinds;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Samples after the schema of Every Eval Ever, versions 0.2 and 0.3. */
class EveryEvalEverTest {
    @TempDir
    private Path folder;
    private Given given;

    @BeforeEach
    void folder() {
        given = new Given(folder);
    }

    /** A line; {@code rest} are further fields with a comma before each. */
    private static String line(String model, String id, String output, double score, String rest) {
        return """
                {"schema_version": "0.3.0", "evaluation_id": "e/%s/1", "model_id": "%s", "evaluation_name": "task", "sample_id": "%s", "interaction_type": "single_turn", "input": {"raw": "Q %s", "formatted": "user: Q", "reference": ["R"]}, "output": %s, "answer_attribution": [], "evaluation": {"score": %s, "is_correct": false}%s}
                """
                .formatted(model, model, id, id, output, score, rest);
    }

    @Test
    void joinsTheSamplesOfSeveralModels() {
        given.file("1_samples.jsonl", line("org/a", "s1", "{\"raw\": [\"A1\"], \"reasoning_trace\": null}", 1, "")
                + line("org/a", "s2", "{\"raw\": [\"A2\"]}", 0, ", \"sample_hash\": null"))
                .file("2_samples.jsonl", line("org/b", "s2", "{\"raw\": [\"B2\", \"C2\"]}", 0.5, "")
                        + line("org/b", "s1", "{\"raw\": \"B1\"}", 0.25, ""));
        assertEquals(List.of(
                "{\"id\":\"s1\",\"dataset\":\"task\",\"input\":\"Q s1\",\"generations\":{\"org/a\":\"A1\",\"org/b\":\"B1\"},\"scores\":{\"org/a\":1.0,\"org/b\":0.25},\"reference\":\"R\"}",
                "{\"id\":\"s2\",\"dataset\":\"task\",\"input\":\"Q s2\",\"generations\":{\"org/a\":\"A2\",\"org/b\":[\"B2\",\"C2\"]},\"scores\":{\"org/a\":0.0,\"org/b\":0.5},\"reference\":\"R\"}"),
                given.read("1_samples.jsonl", "2_samples.jsonl").samples());
    }

    @Test
    void linesThatGiveOneOutputAnotherScoreAreNoRepeats() {
        String output = "{\"raw\": [\"A1\"]}";
        given.file("x_samples.jsonl", line("m", "s1", output, 1, ", \"evaluation_result_id\": \"exact\"")
                + line("m", "s1", output, 0.5, ", \"evaluation_result_id\": \"rouge\"")
                + line("m", "s1", "{\"raw\": [\"A2\"]}", 0,
                        ", \"evaluation_result_id\": \"exact\", \"metadata\": {\"epoch\": \"2\"}"));
        String start = "{\"id\":\"s1\",\"dataset\":\"task\",\"input\":\"Q s1\",\"generations\":{\"m\":[\"A1\",\"A2\"]},";
        assertEquals(List.of(start + "\"scores\":{\"m\":[1.0,0.0]},\"reference\":\"R\"}"),
                given.read("x_samples.jsonl").samples());
        assertEquals(List.of(start + "\"scores\":{\"m\":0.5},\"reference\":\"R\"}"),
                given.read(Given.score("rouge"), "x_samples.jsonl").samples());
    }

    @Test
    void theAnswerOfAConversationIsTheLastByTheModel() {
        given.file("x_samples.jsonl", line("m", "s1", "null", 1,
                """
                        , "messages": [{"turn_idx": 0, "role": "user", "content": "Q"}, {"turn_idx": 1, "role": "assistant", "content": "Looking."}, \
                        {"turn_idx": 2, "role": "tool", "content": "data"}, {"turn_idx": 3, "role": "assistant", "content": "Done."}, \
                        {"turn_idx": 4, "role": "assistant", "content": null}]"""));
        assertTrue(given.read("x_samples.jsonl").sample(0).contains("\"generations\":{\"m\":\"Done.\"}"));
    }

    @Test
    void samplesWithErrorsHaveNoOutput() {
        given.file("x_samples.jsonl", line("m", "s1", "{\"raw\": [\"cut\"]}", 0, ", \"error\": \"timeout\"")
                + line("m", "s2", "{\"raw\": []}", 0, "")
                + line("m", "s3", "{\"raw\": [\"A\"]}", 0, ", \"error\": null"));
        Given.Read read = given.read("x_samples.jsonl");
        assertTrue(read.sample(0).contains("\"generations\":{\"m\":null}"), read.sample(0));
        assertTrue(read.sample(1).contains("\"generations\":{\"m\":null}"), read.sample(1));
        assertTrue(read.sample(2).contains("\"generations\":{\"m\":\"A\"}"), read.sample(2));
        assertTrue(read.says("timeout"), read.notes()::toString);
    }

    @Test
    void scoresThatAreBetterIfLowerAreTurned() {
        given.file("x_samples.jsonl",
                line("m", "s1", "{\"raw\": [\"A\"]}", 0.25, ", \"evaluation_result_id\": \"wer\""))
                .file("x.json",
                        "{\"evaluation_results\": [{\"evaluation_result_id\": \"wer\", \"evaluation_name\": \"other\", \"metric_config\": {\"lower_is_better\": true}}]}");
        Given.Read read = given.read("x_samples.jsonl");
        assertTrue(read.sample(0).contains("\"scores\":{\"m\":-0.25}"), read.sample(0));
        assertTrue(read.says("lower is better"), read.notes()::toString);
    }

    @Test
    void theSameSampleWithAnotherInputIsAnErrorThatShowsBoth() {
        given.file("1_samples.jsonl", line("a", "s1", "{\"raw\": [\"A\"]}", 1, ""))
                .file("2_samples.jsonl", line("b", "s1", "{\"raw\": [\"B\"]}", 1, "").replace("Q s1", "Other"));
        String failure = given.failure("1_samples.jsonl", "2_samples.jsonl");
        assertTrue(failure.contains("\"Q s1\"") && failure.contains("\"Other\""), failure);
    }

    @Test
    void whatIsBrokenIsToldWithItsLine() {
        String good = line("m", "s1", "{\"raw\": [\"A\"]}", 1, "");
        given.file("cut_samples.jsonl", good + good.substring(0, 200))
                .file("input_samples.jsonl", good + good.replace("\"input\": {", "\"entry\": {"))
                .file("score_samples.jsonl", good + good.replace("\"score\": 1.0", "\"score\": \"high\""))
                .file("output_samples.jsonl", good + good.replace("[\"A\"]", "[4]"))
                .file("model_samples.jsonl", good + good.replace("\"model_id\": \"m\"", "\"model_id\": null"));
        assertTrue(given.failure("cut_samples.jsonl").startsWith("cut_samples.jsonl:2: "));
        assertTrue(
                given.failure("input_samples.jsonl")
                        .startsWith("input_samples.jsonl:2: no \"input\"; expected an object there"),
                given.failure("input_samples.jsonl"));
        assertEquals("score_samples.jsonl:2: expected a number as \"evaluation.score\", found \"high\"",
                given.failure("score_samples.jsonl"));
        assertEquals("output_samples.jsonl:2: expected a string as an item of \"output.raw\", found 4",
                given.failure("output_samples.jsonl"));
        assertTrue(given.failure("model_samples.jsonl").startsWith("model_samples.jsonl:2: no \"model_id\""),
                given.failure("model_samples.jsonl"));
    }
}

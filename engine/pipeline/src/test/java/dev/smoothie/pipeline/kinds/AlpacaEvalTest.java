package dev.smoothie.pipeline.kinds;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Outputs and annotations of AlpacaEval, after what it writes. */
class AlpacaEvalTest {
    @TempDir
    private Path folder;
    private Given given;

    @BeforeEach
    void folder() {
        given = new Given(folder);
    }

    @Test
    void joinsByInstructionWhateverTheOrder() {
        given.file("a/model_outputs.json", """
                [{"dataset": "d", "instruction": "i1", "output": "a1", "generator": "model a", "datasplit": "eval"},
                 {"dataset": "d", "instruction": "i2", "output": "a2", "generator": "model a"},
                 {"dataset": "d", "instruction": "i3", "output": "a3", "generator": "model a"}]
                """)
                .file("b/model_outputs.json",
                        "[{\"instruction\": \"i3\", \"output\": \"b3\"}, {\"instruction\": \"i1\", \"output\": null}]");
        Given.Read read = given.read("a/model_outputs.json", "b/model_outputs.json");
        assertEquals(List.of(
                "{\"id\":1,\"input\":\"i1\",\"generations\":{\"model a\":\"a1\",\"b\":null}}",
                "{\"id\":2,\"input\":\"i2\",\"generations\":{\"model a\":\"a2\"}}",
                "{\"id\":3,\"input\":\"i3\",\"generations\":{\"model a\":\"a3\",\"b\":\"b3\"}}"), read.samples());
        assertTrue(read.says("a/model_outputs.json: 1 of 3 entries have no counterpart"), read.notes()::toString);
    }

    @Test
    void annotationsAreScores() {
        given.file("annotations.json",
                """
                        [{"instruction": "i1", "output_1": "base", "generator_1": "gpt", "output_2": "mine", "generator_2": "m", "annotator": "x", "preference": 1.75},
                         {"instruction": "i2", "output_1": "base", "generator_1": "gpt", "output_2": "mine", "generator_2": "m", "annotator": "x", "preference": null},
                         {"instruction": "i3", "output_1": "base", "generator_1": "gpt", "output_2": "mine", "generator_2": "m", "annotator": "x", "preference": 1}]
                        """);
        Given.Read read = given.read("annotations.json");
        assertEquals(List.of("{\"id\":1,\"input\":\"i1\",\"generations\":{\"m\":\"mine\"},\"scores\":{\"m\":0.75}}",
                "{\"id\":2,\"input\":\"i2\",\"generations\":{\"m\":\"mine\"}}",
                "{\"id\":3,\"input\":\"i3\",\"generations\":{\"m\":\"mine\"},\"scores\":{\"m\":0.0}}"), read.samples());
        assertTrue(read.says("over gpt"), read.notes()::toString);
    }

    @Test
    void annotationsMayStandBesideTheOutputs() {
        given.file("model_outputs.json", "[{\"instruction\": \"i1\", \"output\": \"mine\", \"generator\": \"m\"}]")
                .file("annotations.json",
                        "[{\"instruction\": \"i1\", \"output_1\": \"base\", \"generator_1\": \"gpt\", \"output_2\": \"mine\", \"generator_2\": \"m\", \"preference\": 2}]");
        assertEquals(List.of("{\"id\":1,\"input\":\"i1\",\"generations\":{\"m\":\"mine\"},\"scores\":{\"m\":1.0}}"),
                given.read("model_outputs.json", "annotations.json").samples());
    }
}

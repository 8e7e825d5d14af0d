package dev.smoothie.pipeline.kinds;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Questions, answers and judgments of MT-bench and Arena-Hard, after what their programs write. */
class BenchTest {
    private static final String QUESTIONS = """
            {"question_id": 81, "category": "writing", "turns": ["Write.", "Again."]}
            {"question_id": 101, "category": "math", "turns": ["1+1?", "+1?"], "reference": ["2", "3"]}
            """;

    @TempDir
    private Path folder;
    private Given given;

    @BeforeEach
    void folder() {
        given = new Given(folder);
    }

    private static String answer(int question, String model, String... choices) {
        return "{\"question_id\": %d, \"answer_id\": \"x\", \"model_id\": \"%s\", \"choices\": [%s], \"tstamp\": 1.5}%n"
                .formatted(question, model, String.join(", ", choices));
    }

    private static String choice(String first, String second) {
        return "{\"index\": 0, \"turns\": [\"%s\", \"%s\"]}".formatted(first, second);
    }

    @Test
    void takesTheFirstTurnAndJoinsTheQuestions() {
        given.file("question.jsonl", QUESTIONS)
                .file("a.jsonl", answer(81, "model-a", choice("a1", "a2")) + answer(101, "model-a", choice("a3", "a4")))
                .file("b.jsonl", answer(101, "model-b", choice("b3", "b4"))
                        + answer(81, "model-b", choice("b1", "b2"), choice("c1", "c2")));
        assertEquals(List.of(
                "{\"id\":81,\"input\":\"Write.\",\"generations\":{\"model-a\":\"a1\",\"model-b\":[\"b1\",\"c1\"]},\"category\":\"writing\"}",
                "{\"id\":101,\"input\":\"1+1?\",\"generations\":{\"model-a\":\"a3\",\"model-b\":\"b3\"},\"reference\":\"2\",\"category\":\"math\"}"),
                given.read("question.jsonl", "a.jsonl", "b.jsonl").samples());
    }

    @Test
    void takesTheTurnThatIsAskedFor() {
        given.file("question.jsonl", QUESTIONS)
                .file("a.jsonl",
                        answer(81, "model-a", choice("a1", "a2")) + answer(101, "model-a", choice("a3", "a4")));
        assertEquals(List.of(
                "{\"id\":81,\"input\":\"Again.\",\"generations\":{\"model-a\":\"a2\"},\"category\":\"writing\"}",
                "{\"id\":101,\"input\":\"+1?\",\"generations\":{\"model-a\":\"a4\"},\"reference\":\"3\",\"category\":\"math\"}"),
                given.read(Given.turn(2), "question.jsonl", "a.jsonl").samples());
        assertEquals("question.jsonl: nothing in it has 3 turns; give a smaller --turn",
                given.failure(Given.turn(3), "question.jsonl", "a.jsonl"));
    }

    @Test
    void questionsOfFewerTurnsAreLeftOutAndCounted() {
        given.file("question.jsonl", QUESTIONS + "{\"question_id\": 102, \"turns\": [\"Only.\"]}")
                .file("a.jsonl", answer(81, "model-a", choice("a1", "a2")) + answer(102, "model-a",
                        "{\"index\": 0, \"turns\": [\"a\"]}"));
        Given.Read read = given.read(Given.turn(2), "question.jsonl", "a.jsonl");
        assertEquals(1, read.samples().size());
        assertTrue(read.says("a.jsonl: 1 of 2 lines have fewer than 2 turns and are left out"), read.notes()::toString);
    }

    @Test
    void readsBothFormsOfArenaHard() {
        given.file("old-questions.jsonl",
                "{\"question_id\": \"3a\", \"category\": \"c\", \"cluster\": \"k\", \"turns\": [{\"content\": \"Why?\"}]}")
                .file("old.jsonl",
                        "{\"question_id\": \"3a\", \"answer_id\": \"z\", \"model_id\": \"old\", \"choices\": [{\"index\": 0, \"turns\": [{\"content\": \"Because.\", \"token_len\": 2}]}], \"tstamp\": 1}")
                .file("new-questions.jsonl",
                        "{\"uid\": \"3a\", \"category\": \"c\", \"subcategory\": \"s\", \"prompt\": \"Why?\"}")
                .file("new.jsonl",
                        "{\"uid\": \"3a\", \"ans_id\": \"z\", \"model\": \"new\", \"messages\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\", \"content\": \"Why?\"}, {\"role\": \"assistant\", \"content\": {\"thought\": \"hm\", \"answer\": \"So.\"}}], \"tstamp\": 1, \"metadata\": {\"token_len\": 2}}");
        assertEquals(
                List.of("{\"id\":\"3a\",\"input\":\"Why?\",\"generations\":{\"old\":\"Because.\",\"new\":\"So.\"},\"category\":\"c\",\"cluster\":\"k\",\"subcategory\":\"s\"}"),
                given.read("old-questions.jsonl", "old.jsonl", "new.jsonl", "new-questions.jsonl").samples());
    }

    @Test
    void whatTheToolsWriteForErrorsIsAMissingOutput() {
        given.file("a.jsonl", answer(1, "m", "{\"index\": 0, \"turns\": [\"$ERROR$\"]}")
                + answer(2, "m", "{\"index\": 0, \"turns\": [\"ERROR\"]}")
                + answer(3, "m", "{\"index\": 0, \"turns\": [\"No ERROR\"]}"));
        Given.Read read = given.read("a.jsonl");
        assertEquals(List.of("{\"id\":1,\"generations\":{\"m\":null}}", "{\"id\":2,\"generations\":{\"m\":null}}",
                "{\"id\":3,\"generations\":{\"m\":\"No ERROR\"}}"), read.samples());
        assertTrue(read.says("2 outputs are missing"), read.notes()::toString);
    }

    @Test
    void theFolderOfReferencesHasReferences() {
        given.file("a.jsonl", answer(101, "model-a", choice("a3", "a4")))
                .file("reference_answer/gpt-4.jsonl", answer(101, "gpt-4", choice("2", "3")));
        Given.Read read = given.read("a.jsonl", "reference_answer/gpt-4.jsonl");
        assertEquals(List.of("{\"id\":101,\"generations\":{\"model-a\":\"a3\"},\"reference\":\"2\"}"), read.samples());
        assertTrue(read.says("are references"), read.notes()::toString);
    }

    @Test
    void judgmentsAreScoresOfTheirTurn() {
        given.file("a.jsonl", answer(81, "model-a", choice("a1", "a2")))
                .file("judgments.jsonl",
                        """
                                {"question_id": 81, "model": "model-a", "judge": ["gpt-4", "single-v1"], "user_prompt": "p", "judgment": "j", "score": 8, "turn": 1, "tstamp": 1}
                                {"question_id": 81, "model": "model-a", "judge": ["gpt-4", "single-v1-multi-turn"], "user_prompt": "p", "judgment": "j", "score": 3, "turn": 2, "tstamp": 1}
                                {"question_id": 81, "model": "model-a", "judge": ["gpt-4", "single-v1"], "user_prompt": "p", "judgment": "j", "score": -1, "turn": 1, "tstamp": 1}
                                """);
        assertEquals(List.of("{\"id\":81,\"generations\":{\"model-a\":\"a1\"},\"scores\":{\"model-a\":8.0}}"),
                given.read("a.jsonl", "judgments.jsonl").samples());
    }

    @Test
    void whatIsBrokenIsToldWithItsLine() {
        String good = answer(81, "m", choice("a", "b"));
        given.file("types.jsonl", good + "{\"question_id\": 82, \"model_id\": \"m\", \"choices\": \"x\"}")
                .file("turns.jsonl", good + "{\"question_id\": 82, \"model_id\": \"m\", \"choices\": [{\"index\": 0}]}")
                .file("id.jsonl", good + "{\"model_id\": \"m\", \"choices\": [{\"turns\": [\"a\"]}]}")
                .file("cut.jsonl", good + good.substring(0, 60))
                .file("question.jsonl", QUESTIONS + "{\"question_id\": 3, \"turns\": [7]}");
        assertEquals("types.jsonl:2: expected a list as \"choices\", found \"x\"", given.failure("types.jsonl"));
        assertEquals("turns.jsonl:2: no \"choices.turns\"; expected a list there, found the keys index",
                given.failure("turns.jsonl"));
        assertEquals(
                "id.jsonl:2: no \"question_id\"; expected a string or a number there, found the keys model_id, choices",
                given.failure("id.jsonl"));
        assertTrue(given.failure("cut.jsonl").startsWith("cut.jsonl:2: "), given.failure("cut.jsonl"));
        assertEquals("question.jsonl:3: turn 1 is 7; expected a string, or an object with one as \"content\"",
                given.failure("question.jsonl"));
    }
}

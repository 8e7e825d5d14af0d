package dev.smoothie.pipeline.kinds;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Results and requests of batches, after the schemas of the providers. */
class BatchResultsTest {
    private static final String REQUESTS = """
            {"custom_id": "r1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m", "messages": [{"role": "user", "content": "One?"}]}}
            {"custom_id": "r2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m", "messages": [{"role": "user", "content": "Two?"}]}}
            """;

    @TempDir
    private Path folder;
    private Given given;

    @BeforeEach
    void folder() {
        given = new Given(folder);
    }

    private static String chat(String id, String model, String text) {
        return """
                {"id": "b-%s", "custom_id": "%s", "response": {"status_code": 200, "request_id": "q", "body": {"id": "c", "object": "chat.completion", "model": "%s", "choices": [{"index": 0, "message": {"role": "assistant", "content": %s}, "finish_reason": "stop"}], "usage": {"total_tokens": 3}}}, "error": null}
                """
                .formatted(id, id, model, text);
    }

    @Test
    void joinsResultsInAnyOrderWithTheirRequests() {
        given.file("requests.jsonl", REQUESTS)
                .file("a.jsonl", chat("r2", "model-a", "\"a2\"") + chat("r1", "model-a", "\"a1\""))
                .file("b.jsonl", chat("r1", "model-b", "\"b1\"") + chat("r2", "model-b", "\"b2\""));
        assertEquals(List.of(
                "{\"id\":\"r1\",\"input\":\"One?\",\"generations\":{\"model-a\":\"a1\",\"model-b\":\"b1\"}}",
                "{\"id\":\"r2\",\"input\":\"Two?\",\"generations\":{\"model-a\":\"a2\",\"model-b\":\"b2\"}}"),
                given.read("requests.jsonl", "a.jsonl", "b.jsonl").samples());
    }

    @Test
    void everyKindOfFailureIsAMissingOutputWithItsReason() {
        // In the order: an error in the body (OpenAI), no response (OpenAI, expired), an error beside an empty response
        // (vLLM, as text and as object), a filter that left no text, all tokens spent, a refusal.
        given.file("a.jsonl",
                """
                        {"custom_id": "1", "response": {"status_code": 400, "body": {"error": {"message": "too long", "type": "invalid_request_error", "code": null}}}, "error": null}
                        {"custom_id": "2", "response": null, "error": {"code": "batch_expired", "message": "not executed"}}
                        {"custom_id": "3", "response": {"status_code": 400, "request_id": "x", "body": null}, "error": "stream mode"}
                        {"custom_id": "4", "response": {"status_code": 500, "body": null}, "error": {"error": {"message": "out of memory", "type": "server_error", "code": 500}}}
                        {"custom_id": "5", "response": {"status_code": 200, "body": {"model": "model-a", "choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]}}, "error": null}
                        {"custom_id": "6", "response": {"status_code": 200, "body": {"model": "model-a", "choices": [{"message": {"content": null}, "finish_reason": "length"}]}}, "error": null}
                        {"custom_id": "7", "response": {"status_code": 200, "body": {"model": "model-a", "choices": [{"message": {"content": null, "refusal": "No."}, "finish_reason": "stop"}]}}, "error": null}
                        {"custom_id": "8", "response": {"status_code": 503, "body": null}, "error": null}
                        """
                        + chat("9", "model-a", "\"yes\""));
        Given.Read read = given.read("a.jsonl");
        for (int line = 0; line < 8; line++) {
            assertEquals("{\"id\":\"%d\",\"generations\":{\"model-a\":null}}".formatted(line + 1), read.sample(line));
        }
        assertEquals("{\"id\":\"9\",\"generations\":{\"model-a\":\"yes\"}}", read.sample(8));
        assertTrue(read.says("8 outputs are missing because they failed"), read.notes()::toString);
        assertTrue(read.says("invalid_request_error: too long"), read.notes()::toString);
    }

    @Test
    void readsTheBodiesOfAllInterfaces() {
        given.file("completions.jsonl",
                """
                        {"custom_id": "1", "response": {"status_code": 200, "body": {"object": "text_completion", "model": "completions", "choices": [{"text": " a"}, {"text": " b"}]}}, "error": null}
                        """)
                .file("responses.jsonl",
                        """
                                {"custom_id": "1", "response": {"status_code": 200, "body": {"object": "response", "model": "responses", "status": "completed", "error": null, "output": [{"type": "reasoning", "summary": []}, {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "one "}, {"type": "output_text", "text": "two"}]}]}}, "error": null}
                                """)
                .file("messages.jsonl",
                        """
                                {"custom_id": "1", "result": {"type": "succeeded", "message": {"model": "messages", "type": "message", "content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "said"}], "stop_reason": "end_turn"}}}
                                {"custom_id": "2", "result": {"type": "errored", "error": {"type": "error", "error": {"type": "invalid_request_error", "message": "no"}}}}
                                {"custom_id": "3", "result": {"type": "expired"}}
                                """)
                .file("gemini.jsonl",
                        """
                                {"key": "1", "response": {"candidates": [{"content": {"parts": [{"text": "thought", "thought": true}, {"text": "told"}], "role": "model"}, "finishReason": "STOP"}], "modelVersion": "gemini"}}
                                {"key": "2", "response": {"promptFeedback": {"blockReason": "SAFETY"}, "modelVersion": "gemini"}}
                                {"key": "3", "error": {"code": 3, "message": "no"}}
                                """);
        Given.Read read = given.read("completions.jsonl", "responses.jsonl", "messages.jsonl", "gemini.jsonl");
        assertEquals(
                "{\"id\":\"1\",\"generations\":{\"completions\":[\" a\",\" b\"],\"responses\":\"one two\","
                        + "\"messages\":\"said\",\"gemini\":\"told\"}}",
                read.sample(0));
        assertEquals("{\"id\":\"2\",\"generations\":{\"messages\":null,\"gemini\":null}}", read.sample(1));
        assertEquals("{\"id\":\"3\",\"generations\":{\"messages\":null,\"gemini\":null}}", read.sample(2));
        assertTrue(read.says("SAFETY"), read.notes()::toString);
    }

    @Test
    void aFileThatNamesNoModelHasTheNameOfTheFile() {
        given.file("mine.jsonl",
                """
                        {"custom_id": "1", "response": {"body": {"choices": [{"message": {"content": [{"type": "text", "text": "x"}]}}]}}, "error": null}
                        """);
        assertEquals(List.of("{\"id\":\"1\",\"generations\":{\"mine\":\"x\"}}"), given.read("mine.jsonl").samples());
    }

    @Test
    void twoFilesOfOneModelForTheSameRequestsHaveTheNamesOfTheFiles() {
        given.file("cold.jsonl", chat("r1", "m", "\"a\"")).file("hot.jsonl", chat("r1", "m", "\"b\""));
        assertEquals(List.of("{\"id\":\"r1\",\"generations\":{\"cold\":\"a\",\"hot\":\"b\"}}"),
                given.read("cold.jsonl", "hot.jsonl").samples());
    }

    @Test
    void twoFilesOfOneModelForOtherRequestsAreOneGenerator() {
        given.file("part1.jsonl", chat("r1", "m", "\"a\"")).file("part2.jsonl", chat("r2", "m", "\"b\""));
        assertEquals(
                List.of("{\"id\":\"r1\",\"generations\":{\"m\":\"a\"}}",
                        "{\"id\":\"r2\",\"generations\":{\"m\":\"b\"}}"),
                given.read("part1.jsonl", "part2.jsonl").samples());
    }

    @Test
    void whatAProviderTellsOfTheCostIsKept() {
        given.file("a.jsonl",
                """
                        {"custom_id": "1", "response": {"status_code": 200, "body": {"model": "m", "choices": [{"message": {"content": "x"}}], "usage": {"cost": 0.25}}}, "error": null}
                        """);
        assertEquals("{\"id\":\"1\",\"generations\":{\"m\":\"x\"},\"cost\":{\"m\":0.25}}",
                given.read("a.jsonl").sample(0));
    }

    @Test
    void readsTheRequestsOfAllInterfacesAsPrompts() {
        given.file("requests.jsonl",
                """
                        {"custom_id": "1", "body": {"messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "A?"}]}}
                        {"custom_id": "2", "body": {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "u"}}, {"type": "text", "text": "B?"}]}]}}
                        {"custom_id": "3", "body": {"prompt": "C"}}
                        {"custom_id": "4", "body": {"prompt": ["D"]}}
                        {"custom_id": "5", "body": {"input": "E?"}}
                        {"custom_id": "6", "body": {"input": [{"role": "user", "content": [{"type": "input_text", "text": "F?"}]}]}}
                        {"custom_id": "7", "params": {"model": "m", "max_tokens": 9, "system": "Be short.", "messages": [{"role": "user", "content": "G?"}]}}
                        {"key": "8", "request": {"contents": [{"parts": [{"text": "H?"}]}]}}
                        {"custom_id": "9", "body": {"messages": [{"role": "user", "content": "I?"}, {"role": "assistant", "content": "i"}, {"role": "user", "content": "Why?"}]}}
                        """);
        Given.Read read = given.read("requests.jsonl");
        assertEquals("{\"id\":\"1\",\"input\":\"A?\",\"system\":\"Be short.\"}", read.sample(0));
        assertEquals("{\"id\":\"2\",\"input\":\"B?\"}", read.sample(1));
        assertEquals("{\"id\":\"3\",\"input\":\"C\"}", read.sample(2));
        assertEquals("{\"id\":\"4\",\"input\":\"D\"}", read.sample(3));
        assertEquals("{\"id\":\"5\",\"input\":\"E?\"}", read.sample(4));
        assertEquals("{\"id\":\"6\",\"input\":\"F?\"}", read.sample(5));
        assertEquals("{\"id\":\"7\",\"input\":\"G?\",\"system\":\"Be short.\"}", read.sample(6));
        assertEquals("{\"id\":\"8\",\"input\":\"H?\"}", read.sample(7));
        assertEquals("{\"id\":\"9\",\"input\":\"user: I?\\n\\nassistant: i\\n\\nuser: Why?\"}", read.sample(8));
    }

    @Test
    void whatIsBrokenIsToldWithItsLine() {
        String good = chat("r1", "m", "\"a\"");
        given.file("cut.jsonl", good + chat("r2", "m", "\"a\"").substring(0, 80))
                .file("types.jsonl", good
                        + "{\"custom_id\": \"2\", \"response\": {\"status_code\": 200, \"body\": {\"choices\": 5}}, \"error\": null}")
                .file("id.jsonl",
                        good + "{\"response\": {\"status_code\": 200, \"body\": {\"choices\": []}}, \"error\": null}")
                .file("embeddings.jsonl",
                        "{\"custom_id\": \"1\", \"response\": {\"status_code\": 200, \"body\": {\"object\": \"list\", \"data\": [{\"embedding\": [1]}]}}, \"error\": null}")
                .file("other.jsonl", good
                        + "{\"custom_id\": \"2\", \"response\": {\"status_code\": 200, \"body\": {\"reply\": \"x\"}}, \"error\": null}")
                .file("requests.jsonl", REQUESTS + "{\"custom_id\": \"r3\", \"body\": {\"model\": \"m\"}}");
        assertTrue(given.failure("cut.jsonl").startsWith("cut.jsonl:2: "), given.failure("cut.jsonl"));
        assertEquals("types.jsonl:2: expected a list as \"response.body.choices\", found 5",
                given.failure("types.jsonl"));
        assertEquals("id.jsonl:2: no \"custom_id\"; expected a string there, found the keys response, error",
                given.failure("id.jsonl"));
        assertEquals(
                "embeddings.jsonl:1: the response has embeddings, no texts; expected those of a chat or a completion",
                given.failure("embeddings.jsonl"));
        assertTrue(given.failure("other.jsonl").startsWith("other.jsonl:2: no \"response.body.choices\""),
                given.failure("other.jsonl"));
        assertTrue(given.failure("requests.jsonl").startsWith("requests.jsonl:3: no \"body.messages\""),
                given.failure("requests.jsonl"));
    }
}

package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what is made of the many forms that servers give to an answer. */
class AnswersTest {
    private LoopbackServer server;
    private LanguageModel model;

    @BeforeEach
    void open() {
        server = LoopbackServer.json("{}");
        model = Models.open("openai", server, Map.of());
    }

    @AfterEach
    void close() {
        model.close();
        server.close();
    }

    private Completion answer(String body) {
        server.answer((_, wire) -> wire.json(body));
        return model.generate(Prompt.of("s", "hello"));
    }

    private LanguageModelException failure(String body) {
        server.answer((_, wire) -> wire.json(body));
        return Models.failure(model);
    }

    private static String message(String fields, String finish) {
        return "{\"choices\": [{\"message\": {\"role\": \"assistant\", %s}, \"finish_reason\": \"%s\"}]}".formatted(
                fields,
                finish);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"content\": \"<think>hm</think>\\n\\nfour\" | hm",
            "\"content\": \" <THINK>hm</THINK>four\" | hm", "\"content\": \"hm\\n</think>\\n\\nfour\" | hm",
            "\"content\": \"<think>\\n</think>four\" | ''", "\"content\": \"[THINK]hm[/THINK]four\" | hm",
            "\"content\": \"four\", \"reasoning_content\": \"hm\" | hm",
            "\"content\": \"four\", \"reasoning\": \"hm\" | hm",
            "\"content\": \"four\", \"reasoning_content\": null, \"reasoning\": \"hm\" | hm",
            "\"content\": \"four\", \"reasoning\": {\"a\": 1} | ''",
            "\"content\": [{\"type\": \"text\", \"text\": \"fo\"}, {\"type\": \"text\", \"text\": \"ur\"}] | ''",
            "\"content\": [{\"type\": \"image_url\"}, \"fo\", {\"type\": \"output_text\", \"text\": \"ur\"}] | ''",
            "\"content\": [{\"type\": \"thinking\", \"thinking\": [{\"type\": \"text\", \"text\": \"hm\"}]}, {\"type\": \"text\", \"text\": \"four\"}] | hm"})
    void reasoningIsToldFromTheAnswer(String fields, String reasoning) {
        Completion completion = answer(message(fields, "stop"));
        assertEquals("four", completion.text());
        assertEquals(Optional.of(reasoning).filter(words -> !words.isEmpty()), completion.reasoning());
    }

    /** An answer may speak of the marks. */
    @ParameterizedTest
    @ValueSource(strings = {"Use <think>x</think> for that.", "It is < think > 4", "a <thinking about it"})
    void marksWithinAnAnswerBelongToIt(String text) {
        assertEquals(text, answer(message("\"content\": \"%s\"".formatted(text), "stop")).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"content\": \"<think>hm\" | stop | nothing closes",
            "\"content\": \"<think>hm</think> \" | stop | reasoning alone",
            "\"content\": null, \"reasoning_content\": \"hm\" | stop | reasoning alone",
            "\"content\": null, \"reasoning_content\": \"hm\" | length | spent all its tokens on reasoning",
            "\"content\": \"\" | length | raise max-tokens"})
    void reasoningAloneIsNoAnswerAndIsKeptAndPaid(String fields, String finish, String words) {
        LanguageModelException failure = failure(message(fields, finish));
        assertEquals(Kind.REJECTED, failure.kind());
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
        Completion paid = failure.paid().orElseThrow();
        assertEquals("", paid.text());
        assertEquals(Optional.of("hm").filter(_ -> fields.contains("hm")), paid.reasoning());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"4 | a number", "true | a truth value", "{\"text\": \"four\"} | an object",
            "[{\"type\": \"text\", \"text\": 4}] | a number", "[[\"four\"]] | a list"})
    void whatIsNoTextIsGarbled(String content, String words) {
        LanguageModelException failure = failure(message("\"content\": " + content, "stop"));
        assertEquals(Kind.GARBLED, failure.kind());
        assertTrue(failure.getMessage().contains("was answered with %s where a".formatted(words)), failure
                .getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"error\": {\"code\": 502, \"message\": \"gave up\"}, \"message\": {\"content\": \"\"}} | UNAVAILABLE",
            "{\"error\": {\"code\": 429, \"message\": \"gave up\"}, \"message\": {\"content\": \"fo\"}} | THROTTLED",
            "{\"error\": {\"code\": 402, \"message\": \"gave up\"}} | DENIED"})
    void anErrorInAChoiceIsAFailure(String choice, Kind kind) {
        LanguageModelException failure = failure("{\"choices\": [%s]}".formatted(choice));
        assertEquals(kind, failure.kind());
        assertTrue(failure.getMessage().contains("an error: gave up"), failure.getMessage());
    }

    private static final String FINE = message("\"content\": \"é fine\"", "stop");

    private static byte[] packed(boolean gzip) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
            out.write(FINE.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private void answersFine(byte[] body, String type, String... headers) {
        server.answer((_, wire) -> {
            wire.head(200, type, body.length, headers);
            wire.write(body);
        });
        assertEquals("é fine", model.generate(Prompt.of("s", "hello")).text());
    }

    @Test
    void bodiesAreReadHoweverTheyArePackedAndCalled() throws IOException {
        byte[] plain = FINE.getBytes(StandardCharsets.UTF_8);
        answersFine(packed(true), "application/json", "Content-Encoding: gzip");
        answersFine(packed(true), "application/json");
        answersFine(packed(false), "application/json", "Content-Encoding: deflate");
        answersFine(plain, "application/json", "Content-Encoding: gzip");
        answersFine(plain, "text/plain");
        answersFine(plain, null);
        answersFine(("\uFEFF" + FINE).getBytes(StandardCharsets.UTF_8), "application/json");
        answersFine(FINE.getBytes(StandardCharsets.UTF_16), "application/json");
        answersFine(FINE.getBytes(StandardCharsets.ISO_8859_1), "application/json; charset=ISO-8859-1");
        answersFine(FINE.replace("\"choices\"", "\"logprob\": NaN, \"choices\"").getBytes(StandardCharsets.UTF_8),
                "application/json");
        answersFine("""
                data: {"choices": [{"delta": {"content": "é "}, "finish_reason": null}]}

                data: {"choices": [{"delta": {"content": "fine"}, "finish_reason": "stop"}]}

                data: [DONE]
                """.getBytes(StandardCharsets.UTF_8), "text/event-stream");
    }

    @Test
    void whatIsBrokenOffIsGarbled() throws IOException {
        byte[] whole = packed(true);
        server.answer((_, wire) -> {
            wire.head(200, "application/json", whole.length - 9, "Content-Encoding: gzip");
            wire.write(java.util.Arrays.copyOf(whole, whole.length - 9));
        });
        assertEquals(Kind.GARBLED, Models.failure(model).kind());
        assertEquals(Kind.GARBLED, failure("data: {\"choices\": [{\"delta\": {\"content\": \"fi\"}}]}\n\n").kind());
    }

    @Test
    void anAnswerThatIsLargerThanTheRoomForOneIsRefused() throws IOException {
        var room = new AnswerRoom(256L << 20);
        assertEquals(8L << 20, room.one());
        try (var one = room.enter(); var other = room.enter(); var third = room.enter()) {
            one.take(8L << 20);
            assertEquals(false, refusal(one, 1).isCrowded());
            other.take(8L << 20);
            assertEquals(true, refusal(third, 1).isCrowded());
        }
    }

    private static AnswerRoom.NoRoom refusal(AnswerRoom.Place place, long bytes) {
        return org.junit.jupiter.api.Assertions.assertThrows(AnswerRoom.NoRoom.class, () -> place.take(bytes));
    }
}

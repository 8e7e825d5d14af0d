package dev.smoothie.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what is read of answers, whole and streamed, and what is written of whole ones as streams. */
class AnswerTest {

    private static Optional<Answer> read(String json) {
        return Answer.of(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> text(String message) {
        return read("{\"choices\":[{\"message\":%s}]}".formatted(message)).orElseThrow().text();
    }

    @Test
    void theTextIsThatOfTheFirstChoice() {
        assertEquals(Optional.of("Yes."), text("{\"content\":\"Yes.\"}"));
        assertEquals(Optional.of("Yes. No."),
                text("{\"content\":[{\"type\":\"text\",\"text\":\"Yes. \"},{\"type\":\"image\"},{\"type\":\"text\",\"text\":\"No.\"}]}"));
        assertEquals(Optional.empty(), text("{\"content\":null}"));
        assertEquals(Optional.empty(), text("{\"content\":\" \"}"));
        assertEquals(Optional.of("Old."), read("{\"choices\":[{\"text\":\"Old.\"}]}").orElseThrow().text());
    }

    @Test
    void whatIsNoAnswerIsNone() {
        for (String json : new String[]{"", "<html>", "[]", "null", "{}", "{\"choices\":[]}", "{\"choices\":[1]}",
                "{\"error\":{\"message\":\"x\"}}"}) {
            assertEquals(Optional.empty(), read(json), json);
        }
    }

    /** Ids differ in every call, and the order of arguments means nothing. */
    @Test
    void callsOfToolsAreEqualIfTheyAskForTheSame() {
        String one = "{\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1,\\\"b\\\":{\\\"d\\\":2,\\\"c\\\":3}}\"}}]}";
        String same = "{\"tool_calls\":[{\"id\":\"b\",\"function\":{\"name\":\"add\",\"arguments\":\"{ \\\"b\\\":{\\\"c\\\":3,\\\"d\\\":2}, \\\"a\\\":1 }\"}}]}";
        assertEquals(text(one), text(same));
        assertFalse(text(one).equals(text(same.replace("3", "4"))));
        assertTrue(text(one).orElseThrow().startsWith("add "));
    }

    @Test
    void tokensAreCountedWhereTheProviderSaysThem() {
        Answer answer = read("{\"choices\":[{}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}")
                .orElseThrow();
        assertEquals(3, answer.inputTokens().orElseThrow());
        assertEquals(4, answer.outputTokens().orElseThrow());
        assertTrue(read("{\"choices\":[{}],\"usage\":{\"prompt_tokens\":-3,\"completion_tokens\":1.5}}").orElseThrow()
                .inputTokens().isEmpty());
    }

    /** A stream that is cut anywhere, even within a character, says the same. */
    @Test
    void aStreamIsReadHoweverItIsCut() {
        byte[] stream = """
                data: {"choices":[{"delta":{"content":"Grü"}}]}\r
                \r
                : comment

                data:{"choices":[{"delta":{"content":"ße"},"finish_reason":null}]}

                data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6}}

                data: [DONE]

                """.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= stream.length; cut++) {
            var reader = new EventReader(true);
            reader.read(stream, 0, cut);
            reader.read(stream, cut, stream.length - cut);
            assertEquals("Grüße", reader.text());
            assertTrue(reader.answers() && reader.done() && reader.error().isEmpty());
            assertEquals(5, reader.inputTokens().orElseThrow());
            assertEquals(6, reader.outputTokens().orElseThrow());
        }
    }

    @Test
    void aStreamThatWasCutOffIsNotDone() {
        byte[] stream = "data: {\"choices\":[{\"delta\":{\"content\":\"Half\"}}]}\n\n".getBytes(StandardCharsets.UTF_8);
        var reader = new EventReader(false);
        reader.read(stream, 0, stream.length);
        assertTrue(reader.answers());
        assertFalse(reader.done());
        assertEquals("", reader.text());
    }

    /** What a stream of a whole answer says is what the answer says. */
    @Test
    void aWholeAnswerBecomesAStream() {
        String json = "{\"id\":\"x\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Yes.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";
        Call call = Call.of(Call.Kind.CHAT,
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
        byte[] stream = Events.of(call, read(json).orElseThrow());
        var reader = new EventReader(true);
        reader.read(stream, 0, stream.length);
        assertEquals("Yes.", reader.text());
        assertEquals(2, reader.outputTokens().orElseThrow());
        assertTrue(reader.done());
        assertTrue(new String(stream, StandardCharsets.UTF_8).startsWith(
                "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Yes.\"},\"finish_reason\":null}]}\n\n"));
    }
}

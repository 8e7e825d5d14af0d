package dev.smoothie.plugin.langchain4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The model's name and parameters that are missing change in a body, and not a byte beside them. */
class RequestBodyTest {

    private static String with(Map<String, String> more, String body) throws IOException {
        return new String(RequestBody.with("m\"1", more, body.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"model\":\"x\"} | {\"model\":\"m\\\"1\"}",
            "{ \"a\" : 1.50e+3 , \"model\" : \"x\" , \"b\" : -0.0 } | { \"a\" : 1.50e+3 , \"model\" : \"m\\\"1\" , \"b\" : -0.0 }",
            "{\"n\": 123456789012345678901234567890.1234567890, \"model\": null} | {\"n\": 123456789012345678901234567890.1234567890, \"model\": \"m\\\"1\"}",
            "{\"tools\": [{\"model\": \"y\"}], \"model\": {\"a\": [1, {\"model\": 2}]}, \"z\": {\"model\": 3}} | {\"tools\": [{\"model\": \"y\"}], \"model\": \"m\\\"1\", \"z\": {\"model\": 3}}",
            "{\"model\": 17,\"model\":\"\\u00e9\\\"}\"} | {\"model\": \"m\\\"1\",\"model\":\"m\\\"1\"}",
            "{\"\\u006dodel\": \"x\", \"Grüße\": \"\uD83D\uDE80 \\ud83d\"} | {\"\\u006dodel\": \"m\\\"1\", \"Grüße\": \"\uD83D\uDE80 \\ud83d\"}",
            "{\"a\": [ ] } | {\"a\": [ ] , \"model\": \"m\\\"1\"}",
            "{} | {\"model\": \"m\\\"1\"}"})
    void theModelIsReplaced(String body, String expected) throws IOException {
        assertEquals(expected, with(Map.of(), body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"model\":\"x\"} | , \"temperature\": 0.5, \"max_tokens\": 7}",
            "{\"model\":\"x\", \"temperature\": 1} | , \"temperature\": 1, \"max_tokens\": 7}",
            "{\"model\":\"x\", \"temperature\": null} | , \"temperature\": null, \"max_tokens\": 7}",
            "{\"model\":\"x\", \"max_completion_tokens\": 9} | , \"max_completion_tokens\": 9, \"temperature\": 0.5}",
            "{\"model\":\"x\", \"metadata\": {\"temperature\": 1}} | , \"metadata\": {\"temperature\": 1}, \"temperature\": 0.5, \"max_tokens\": 7}"})
    void parametersAreAddedWhereThereAreNone(String body, String rest) throws IOException {
        var more = new LinkedHashMap<String, String>();
        more.put("temperature", "0.5");
        more.put("max_tokens", "7");
        assertEquals("{\"model\":\"m\\\"1\"" + rest, with(more, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "\"sk-valley\"", "null", "{", "{\"sk-valley\"", "{\"a\": sk-valley}",
            "{\"model\": \"sk-valley}", "{\"a\": 1} {}", "{\"a\": 1}}", "{\"a\": 1,}", "{'a': 1}", "{\"a\": NaN}"})
    void whatIsNoObjectIsRefusedWithoutQuotingIt(String body) {
        String message = assertThrows(IOException.class, () -> with(Map.of(), body)).getMessage();
        assertFalse(message.contains("valley"), message);
    }

    @Test
    void anotherEncodingIsRefused() {
        byte[] body = "{\"model\": \"x\"}".getBytes(StandardCharsets.UTF_16LE);
        assertThrows(IOException.class, () -> RequestBody.with("m", Map.of(), body));
    }

    /** A long text, such as an image, passes as it is. */
    @Test
    void longTextsStay() throws IOException {
        byte[] before = ("{\"image\": \"" + "QUJD".repeat(1 << 20) + "\", \"model\": \"")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = (new String(before, StandardCharsets.UTF_8) + "x\"}").getBytes(StandardCharsets.UTF_8);
        byte[] expected = (new String(before, StandardCharsets.UTF_8) + "m\"}").getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(expected, RequestBody.with("m", Map.of(), body));
    }
}

package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2015-10-21T07:28:00Z");

    private static Optional<Duration> of(Map<String, List<String>> headers) {
        return RetryAfter.asked(HttpHeaders.of(headers, (_, _) -> true), Optional.empty(), "", NOW);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "120, 120000", " 5 , 5000", "1.5, 1500", "999999999, 999999999000",
            "99999999999999999999, 3153600000000"})
    void seconds(String text, long millis) {
        assertEquals(Optional.of(Duration.ofMillis(millis)), of(Map.of("Retry-After", List.of(text))));
    }

    /** The example of RFC 9110, 5.6.7, two minutes on; and a date that has gone by. */
    @Test
    void dates() {
        assertEquals(Optional.of(Duration.ofMinutes(2)), of(Map.of("retry-after", List.of(
                "Wed, 21 Oct 2015 07:30:00 GMT"))));
        assertEquals(Optional.of(Duration.ZERO), of(Map.of("retry-after", List.of("Sun, 06 Nov 1994 08:49:37 GMT"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "soon", "1e9", "NaN", "Wed, 99 Oct 2015 07:30:00 GMT"})
    void nonsenseIsNothing(String text) {
        assertEquals(Optional.empty(), of(Map.of("retry-after", List.of(text))));
    }

    @Test
    void millisecondsAreMoreExact() {
        assertEquals(Optional.of(Duration.ofMillis(250)),
                of(Map.of("retry-after", List.of("1"), "retry-after-ms", List.of(
                        "250"))));
    }

    @Test
    void geminiSaysItInTheBody() throws Exception {
        JsonNode body = new ObjectMapper().readTree("""
                {"error": {"code": 429, "details": [{"@type": "a"}, {"@type": "b", "retryDelay": "23.5s"}]}}""");
        assertEquals(Optional.of(Duration.ofMillis(23_500)), RetryAfter.asked(HttpHeaders.of(Map.of(), (_, _) -> true),
                Optional.of(body), "", NOW));
    }
}

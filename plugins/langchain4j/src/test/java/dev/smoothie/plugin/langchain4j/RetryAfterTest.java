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

    private static Optional<Duration> reset(String... headers) {
        var map = new java.util.HashMap<String, List<String>>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], List.of(headers[i + 1]));
        }
        return RetryAfter.reset(HttpHeaders.of(map, (_, _) -> true), NOW);
    }

    /** NOW is 1445412480 s after 1970. */
    @ParameterizedTest
    @CsvSource({"1m30s, 90000", "20ms, 20", "6m0s, 360000", "1.5s, 1500", "1h2m3.5s, 3723500", "2d, 172800000",
            "1500us, 2", "12, 12000", "0.5, 500", "1445412510, 30000", "1445412510500, 30500", "1445412000, 0",
            "2015-10-21T07:28:20Z, 20000", "2015-10-21T09:28:20+02:00, 20000",
            "'Wed, 21 Oct 2015 07:30:00 GMT', 120000"})
    void limitsAreResetInEveryFormat(String text, long millis) {
        assertEquals(Optional.of(Duration.ofMillis(millis)), reset("x-ratelimit-reset-tokens", text,
                "x-ratelimit-remaining-tokens", "0"));
    }

    @Test
    void theLimitOfWhichNothingRemainsCounts() {
        assertEquals(Optional.of(Duration.ofSeconds(6)), reset("x-ratelimit-remaining-requests", "9",
                "x-ratelimit-reset-requests", "8m", "x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens",
                "6s"));
        assertEquals(Optional.of(Duration.ofSeconds(9)), reset("anthropic-ratelimit-requests-remaining", "0",
                "anthropic-ratelimit-requests-reset", "2015-10-21T07:28:09Z", "anthropic-ratelimit-tokens-remaining",
                "0",
                "anthropic-ratelimit-tokens-reset", "2015-10-21T07:28:03Z"));
        assertEquals(Optional.of(Duration.ofSeconds(2)), reset("x-ratelimit-reset-requests", "8m",
                "x-ratelimit-reset-tokens", "2s"));
        assertEquals(Optional.empty(), reset("x-ratelimit-reset-tokens", "soon", "x-ratelimit-remaining-tokens", "0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Please try again in 1.2s. Visit | 1200",
            "Please try again in 6m0.5s | 360500",
            "Please retry after 6 seconds. | 6000", "try again in 20ms | 20", "Try again in 2 minutes | 120000"})
    void messagesSayIt(String words, long millis) {
        assertEquals(Optional.of(Duration.ofMillis(millis)), RetryAfter.asked(HttpHeaders.of(Map.of(), (_, _) -> true),
                Optional.empty(), words, NOW));
    }

    @Test
    void geminiSaysItInTheBody() throws Exception {
        JsonNode body = new ObjectMapper().readTree("""
                {"error": {"code": 429, "details": [{"@type": "a"}, {"@type": "b", "retryDelay": "23.5s"}]}}""");
        assertEquals(Optional.of(Duration.ofMillis(23_500)), RetryAfter.asked(HttpHeaders.of(Map.of(), (_, _) -> true),
                Optional.of(body), "", NOW));
    }
}

package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads from an answer how long the provider asks to wait. */
final class RetryAfter {

    /** The longest wait that is returned: no provider means to be asked again after that. */
    static final Duration FOR_EVER = Duration.ofDays(36_500);

    private RetryAfter() {}

    /**
     * The wait, by the most exact of: {@code retry-after-ms}, {@code Retry-After} in seconds or as a date (RFC 9110,
     * 10.2.3), {@code retryDelay} in the body (Gemini). Never negative. Empty if there is none that makes sense.
     */
    static Optional<Duration> of(HttpHeaders headers, Optional<JsonNode> body, Instant now) {
        return headers.firstValue("retry-after-ms").flatMap(text -> millis(text, 1))
                .or(() -> headers.firstValue("retry-after")
                        .flatMap(text -> millis(text, 1000).or(() -> until(text, now))))
                .or(() -> body.flatMap(RetryAfter::delay));
    }

    private static Optional<Duration> millis(String text, double factor) {
        return text.strip().matches("[0-9]+([.][0-9]+)?")
                ? Optional.of(Duration.ofMillis(
                        Math.round(Math.min(Double.parseDouble(text.strip()) * factor, (double) FOR_EVER.toMillis()))))
                : Optional.empty();
    }

    private static Optional<Duration> until(String date, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(then.isBefore(now) ? Duration.ZERO : Duration.between(now, then));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> delay(JsonNode body) {
        JsonNode details = body.at(body.isArray() ? "/0/error/details" : "/error/details");
        return StreamSupport.stream(details.spliterator(), false).map(detail -> detail.path("retryDelay").asText())
                .filter(text -> text.endsWith("s")).findFirst()
                .flatMap(text -> millis(text.substring(0, text.length() - 1), 1000));
    }
}

package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Reads from an answer how long the provider asks to wait. */
final class RetryAfter {

    /** The longest wait that is returned: no provider means to be asked again after that. */
    static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,30}(?:[.][0-9]{1,30})?");
    /** One part of a duration such as {@code 1m30.5s} or {@code 20ms}. */
    private static final Pattern PART = Pattern.compile("([0-9]{1,18}(?:[.][0-9]{1,18})?)(ms|us|µs|μs|ns|d|h|m|s)");
    private static final Pattern PARTS = Pattern.compile("(?:%s)+".formatted(PART.pattern()));
    /** Words in a message: "Please try again in 6m0.5s", "Please retry after 6 seconds". */
    private static final Pattern WORDS = Pattern.compile(
            "(?:try again|retry) (?:in|after) ([0-9.]+ ?[a-zµμ][0-9a-zµμ.]*)",
            Pattern.CASE_INSENSITIVE);
    private static final double SECOND = 1e9;
    /** From this number on it is not a number of seconds from now, but since 1970. */
    private static final double SINCE_1970 = 1e9;
    /** From this one on of milliseconds. */
    private static final double MILLISECONDS_SINCE_1970 = 1e11;

    private RetryAfter() {}

    /** The time at which the server says that it answers, which its other times go by; empty if it does not say. */
    static Optional<Instant> date(HttpHeaders headers) {
        return headers.firstValue("date").flatMap(RetryAfter::httpDate);
    }

    /**
     * The wait that the provider asks for, by the most exact of: {@code retry-after-ms}, {@code Retry-After} in seconds,
     * as a duration or as a date (RFC 9110, 10.2.3), {@code retryDelay} in the body (Gemini), and the words of its
     * message. Never negative. Empty if there is none that makes sense.
     */
    static Optional<Duration> asked(HttpHeaders headers, Optional<JsonNode> body, String words, Instant now) {
        return headers.firstValue("retry-after-ms").filter(text -> NUMBER.matcher(text.strip()).matches())
                .map(text -> nanos(Double.parseDouble(text.strip()) * 1e6))
                .or(() -> headers.firstValue("retry-after").flatMap(text -> time(text, now)))
                .or(() -> body.flatMap(json -> delay(json, now)))
                .or(() -> said(words));
    }

    /**
     * The wait until a limit is reset, by headers such as {@code x-ratelimit-reset-tokens},
     * {@code anthropic-ratelimit-requests-reset} and {@code ratelimit-reset}: the longest of those of which nothing
     * remains. If something remains of all, or that is not said, it is the shortest: then the request was too much for
     * what remained. Empty if there is none that makes sense.
     */
    static Optional<Duration> reset(HttpHeaders headers, Instant now) {
        List<Duration> usedUp = new ArrayList<>();
        List<Duration> others = new ArrayList<>();
        headers.map().forEach((name, values) -> {
            String header = name.toLowerCase(Locale.ROOT);
            if (header.contains("ratelimit") && header.contains("reset") && !values.isEmpty()) {
                boolean nothing = headers.firstValue(header.replace("reset", "remaining"))
                        .filter(RetryAfter::isNothing).isPresent();
                time(values.getFirst(), now).ifPresent((nothing ? usedUp : others)::add);
            }
        });
        return usedUp.isEmpty()
                ? others.stream().min(Duration::compareTo)
                : usedUp.stream().max(Duration::compareTo);
    }

    private static boolean isNothing(String text) {
        return text.strip().matches("-?0*[.]?0*|-[0-9.]+") && !text.isBlank();
    }

    /** A duration, a number of seconds, a number since 1970, or a date. */
    private static Optional<Duration> time(String text, Instant now) {
        String stripped = text.strip();
        if (NUMBER.matcher(stripped).matches()) {
            double number = Double.parseDouble(stripped);
            return Optional.of(number < SINCE_1970
                    ? nanos(number * SECOND)
                    : until(number < MILLISECONDS_SINCE_1970 ? number : number / 1000, now));
        }
        return duration(stripped).or(() -> httpDate(stripped).or(() -> isoDate(stripped))
                .map(then -> then.isBefore(now) ? Duration.ZERO : Duration.between(now, then)));
    }

    private static Duration until(double seconds, Instant since) {
        double now = since.getEpochSecond() + since.getNano() / SECOND;
        return nanos(Math.max(0, seconds - now) * SECOND);
    }

    private static Optional<Duration> duration(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!PARTS.matcher(lower).matches()) {
            return Optional.empty();
        }
        double nanos = 0;
        for (Matcher part = PART.matcher(lower); part.find();) {
            nanos += Double.parseDouble(part.group(1)) * switch (part.group(2)) {
                case "d" -> 86_400 * SECOND;
                case "h" -> 3600 * SECOND;
                case "m" -> 60 * SECOND;
                case "s" -> SECOND;
                case "ms" -> 1e6;
                case "ns" -> 1;
                default -> 1e3;
            };
        }
        return Optional.of(nanos(nanos));
    }

    private static Duration nanos(double nanos) {
        return nanos >= FOR_EVER.toSeconds() * SECOND ? FOR_EVER : Duration.ofMillis(Math.round(nanos / 1e6));
    }

    private static Optional<Instant> httpDate(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> isoDate(String date) {
        try {
            return Optional.of(OffsetDateTime.parse(date).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> delay(JsonNode body, Instant now) {
        JsonNode details = body.at(body.isArray() ? "/0/error/details" : "/error/details");
        return StreamSupport.stream(details.spliterator(), false).map(detail -> detail.path("retryDelay").asText())
                .filter(text -> !text.isBlank()).findFirst().flatMap(text -> time(text, now));
    }

    private static Optional<Duration> said(String words) {
        Matcher said = WORDS.matcher(words);
        if (!said.find()) {
            return Optional.empty();
        }
        String text = said.group(1).toLowerCase(Locale.ROOT).replaceAll("\\s+", "").replaceAll("[.]$", "");
        return duration(text.replaceAll("(?:milliseconds?|millis)$", "ms").replaceAll("(?:seconds?|secs?)$", "s")
                .replaceAll("(?:minutes?|mins?)$", "m").replaceAll("hours?$", "h").replaceAll("days?$", "d"));
    }
}

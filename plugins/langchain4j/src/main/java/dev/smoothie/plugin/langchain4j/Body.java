package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Reads the bodies of answers: bounded, unpacked if the server packed them unasked, and as text without a byte order
 * mark.
 */
final class Body {
    /** Lenient where nothing is at stake: some servers send {@code NaN} among the log probabilities. */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(1 << 16).maxNameLength(1 << 20).build())
            .build()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final int PART = 1 << 13;

    private Body() {}

    /** Reads a body into the room of its answer; fails with {@link AnswerRoom.NoRoom} if it does not fit. */
    static HttpResponse.BodyHandler<byte[]> within(AnswerRoom.Place place) {
        return answer -> new Bounded(place, answer.headers().firstValueAsLong("content-length").orElse(0));
    }

    /**
     * The text of a body.
     *
     * @throws AnswerRoom.NoRoom
     *             if it does not fit once it is unpacked
     * @throws IOException
     *             if it is packed in an unknown way, or broken
     */
    static String text(byte[] body, HttpHeaders headers, AnswerRoom.Place place) throws IOException {
        byte[] bytes = unpacked(body, headers.firstValue("content-encoding").orElse(""), place);
        String text = new String(bytes, charset(bytes, headers.firstValue("content-type").orElse("")));
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\uFEFF') {
            start++;
        }
        return text.substring(start);
    }

    private static Charset charset(byte[] bytes, String type) {
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        Matcher named = CHARSET.matcher(type);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException _) {
            return StandardCharsets.UTF_8;
        }
    }

    private static byte[] unpacked(byte[] body, String encodings, AnswerRoom.Place place) throws IOException {
        byte[] bytes = body;
        String[] applied = encodings.toLowerCase(Locale.ROOT).split("\\s*,\\s*");
        for (int i = applied.length - 1; i >= 0; i--) {
            switch (applied[i].strip()) {
                case "", "identity", "gzip", "x-gzip" -> {
                    // What is gzip is known by its first bytes, below; not all that is called so is.
                }
                case "deflate" -> bytes = isZlib(bytes)
                        ? all(new InflaterInputStream(new ByteArrayInputStream(bytes)), place)
                        : startsJson(bytes)
                                ? bytes
                                : all(new InflaterInputStream(new ByteArrayInputStream(bytes), new Inflater(true)),
                                        place);
                default -> {
                    if (!startsJson(bytes)) {
                        throw new IOException("it is packed by '%s', which was not asked for and cannot be read"
                                .formatted(applied[i].strip()));
                    }
                }
            }
        }
        return isGzip(bytes) ? all(new GZIPInputStream(new ByteArrayInputStream(bytes)), place) : bytes;
    }

    private static byte[] all(InputStream packed, AnswerRoom.Place place) throws IOException {
        try (packed) {
            var out = new ByteArrayOutputStream();
            byte[] part = new byte[PART];
            for (int count = packed.read(part); count >= 0; count = packed.read(part)) {
                place.take(count);
                out.write(part, 0, count);
            }
            return out.toByteArray();
        }
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length > 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    }

    private static boolean isZlib(byte[] bytes) {
        return bytes.length > 2 && (bytes[0] & 0x0f) == 8
                && ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff) % 31 == 0;
    }

    private static boolean startsJson(byte[] bytes) {
        return bytes.length > 0 && "{[ \t\r\n\u00ef".indexOf(bytes[0] & 0xff) >= 0;
    }

    /** What a text says as JSON, also as a stream of JSON that nobody asked for; empty if it is none. */
    static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException | StackOverflowError _) {
            return StreamedAnswer.of(text, Body::value);
        }
    }

    private static Optional<JsonNode> value(String text) {
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException | StackOverflowError _) {
            return Optional.empty();
        }
    }

    /** Collects the bytes of one body. */
    private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
        private final HttpResponse.BodySubscriber<byte[]> bytes = HttpResponse.BodySubscribers.ofByteArray();
        private final AnswerRoom.Place place;
        private final long length;
        private Flow.Subscription subscription;
        private boolean failed;

        Bounded(AnswerRoom.Place place, long length) {
            this.place = place;
            this.length = length;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return bytes.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            bytes.onSubscribe(given);
            take(() -> place.check(length));
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            if (take(() -> place.take(parts.stream().mapToLong(ByteBuffer::remaining).sum()))) {
                bytes.onNext(parts);
            }
        }

        private interface Taking {
            void take() throws AnswerRoom.NoRoom;
        }

        private boolean take(Taking taking) {
            if (failed) {
                return false;
            }
            try {
                taking.take();
                return true;
            } catch (AnswerRoom.NoRoom e) {
                failed = true;
                subscription.cancel();
                bytes.onError(e);
                return false;
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!failed) {
                bytes.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!failed) {
                bytes.onComplete();
            }
        }
    }
}

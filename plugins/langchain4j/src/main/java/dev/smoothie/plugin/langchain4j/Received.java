package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayedAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An answer that is passed on. Secrets are hidden in its headers, and in the body of an error, which may quote what it
 * was sent.
 *
 * @param connection
 *            hides secrets
 * @param parts
 *            the body as it comes
 * @param body
 *            the body as it is passed on
 */
record Received(Connection connection, int status, HttpHeaders headers, Parts parts, InputStream body,
        Optional<LanguageModelException> failure) implements RelayedAnswer {
    /** The most bytes of an error that are read. None has as many. */
    static final int LONGEST_ERROR = 1 << 18;
    private static final String PACKED = "content-encoding";
    /** Headers that are about the connection to the provider, or about the body before it was unpacked. */
    private static final Set<String> OWN = Set.of(PACKED, "content-length", "transfer-encoding", "connection",
            "keep-alive");

    /**
     * The answer with that head.
     *
     * @param timeout
     *            the longest that is waited for the whole body of an error
     * @throws LanguageModelException
     *             if nobody can unpack it, or the thread is interrupted
     */
    static Received of(Connection connection, String where, int status, HttpHeaders headers, Parts parts,
            Duration timeout) {
        boolean success = status >= 200 && status <= 299;
        String encoding = headers.firstValue(PACKED).orElse("");
        if (success) {
            return new Received(connection, status, headers, parts, new Unpacked(connection, where, parts, encoding),
                    Optional.empty());
        }
        byte[] bytes = error(connection, where, parts, encoding, timeout);
        HttpHeaders unpacked = HttpHeaders.of(headers.map(), (name, _) -> !name.equalsIgnoreCase(PACKED));
        String text = text(bytes, unpacked);
        Optional<JsonNode> json = Body.json(text);
        return new Received(connection, status, headers, parts, new ByteArrayInputStream(hidden(connection, bytes)),
                Optional.of(ErrorAnswer.failure(connection, where, ErrorAnswer.of(status, text, json, unpacked))));
    }

    /** The body of an error as far as it comes: the status says enough. */
    private static byte[] error(Connection connection, String where, Parts parts, String encoding, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        var bytes = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 13];
        try (var unpacked = new Unpacked(connection, where, parts, encoding)) {
            int count = unpacked.read(part);
            while (count >= 0 && bytes.size() < LONGEST_ERROR && System.nanoTime() - end < 0) {
                bytes.write(part, 0, Math.min(count, LONGEST_ERROR - bytes.size()));
                count = unpacked.read(part);
            }
        } catch (LanguageModelException _) {
            return new byte[0];
        } catch (IOException e) {
            if (e.getCause() instanceof LanguageModelException failure && failure.kind() == Kind.CANCELLED) {
                throw failure;
            }
        }
        return bytes.toByteArray();
    }

    private static String text(byte[] bytes, HttpHeaders headers) {
        try (AnswerRoom.Place place = AnswerRoom.SHARED.enter()) {
            return Body.text(bytes, headers, place);
        } catch (IOException _) {
            return "";
        }
    }

    /** Byte for byte, if no secret is in it. */
    private static byte[] hidden(Connection connection, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String hidden = connection.hide(text);
        return hidden.equals(text) ? bytes : hidden.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public Optional<String> header(String name) {
        return OWN.contains(name.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : headers.firstValue(name).map(connection::hide);
    }

    @Override
    public void close() {
        parts.close();
    }

    /** The status, without anything that was sent. */
    @Override
    public String toString() {
        return "HTTP %d".formatted(status);
    }
}

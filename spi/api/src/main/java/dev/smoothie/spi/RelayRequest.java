package dev.smoothie.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A request in the form of OpenAI's protocol.
 *
 * @param path
 *            what is asked for, below the provider's address: {@code chat/completions} or {@code completions}
 * @param body
 *            a JSON object in UTF-8. It is handed over without copying: nobody changes it any more
 * @param timeout
 *            the longest until the head of the answer is there, and then the longest between two parts of its body; more
 *            than zero
 */
public record RelayRequest(String path, byte[] body, Duration timeout) {
    private static final Pattern PATH = Pattern.compile("[a-z0-9_-]+(?:/[a-z0-9_-]+)*");

    public RelayRequest {
        Objects.requireNonNull(body, "body");
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "a path is words with slashes between them, such as chat/completions, not '%s'".formatted(path));
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("a timeout is more than zero, not %s".formatted(timeout));
        }
    }
}

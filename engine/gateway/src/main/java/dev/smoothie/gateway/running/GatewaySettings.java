package dev.smoothie.gateway.running;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a gateway runs.
 *
 * @param host
 *            the address it listens on
 * @param port
 *            the port; 0 for any that is free
 * @param encryption
 *            certificate and key; empty for plain HTTP
 * @param keys
 *            the keys of callers
 * @param text
 *            which text of a request it is judged by
 * @param deadline
 *            how long a request may take, its answer included
 * @param mostRequests
 *            how many requests may be under way at once; others are answered with HTTP 429
 * @param largestBody
 *            the most bytes of a request
 * @param explore
 *            the share of requests for which everybody is asked, 0 to 1
 * @param record
 *            the file that requests and answers are appended to; empty to keep none
 * @param largestRecord
 *            bytes after which that file is begun anew
 * @param log
 *            whether a line of JSON is told for each request
 * @param logTexts
 *            whether these lines have what was asked and answered
 * @param drain
 *            how long requests under way may still take when the server is stopped
 */
public record GatewaySettings(String host, int port, Optional<SSLContext> encryption, Keys keys, JudgedText text,
        Duration deadline, int mostRequests, int largestBody, double explore, Optional<Path> record,
        long largestRecord, boolean log, boolean logTexts, Duration drain) {

    /** Which text of a request it is judged by. */
    public enum JudgedText {
        /** The last message of the user. */
        LAST,
        /** All messages, one after the other. */
        ALL
    }

    public GatewaySettings {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 65_535 || mostRequests < 1 || largestBody < 1 || !(explore >= 0 && explore <= 1)
                || largestRecord < 1 || !deadline.isPositive() || drain.isNegative()) {
            throw new IllegalArgumentException("settings out of range");
        }
    }
}

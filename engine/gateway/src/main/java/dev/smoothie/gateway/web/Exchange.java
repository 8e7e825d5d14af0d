package dev.smoothie.gateway.web;

import dev.smoothie.gateway.protocol.ApiError;
import dev.smoothie.gateway.protocol.ApiException;
import dev.smoothie.gateway.providers.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/** One HTTP request and its response, read and written by one thread that waits. */
final class Exchange {
    static final String JSON = "application/json";
    private static final Duration SENDING = Duration.ofSeconds(60);
    private static final byte[] COMMENT = {':', '\n', '\n'};

    private final Request request;
    private final Response response;
    private int status;
    private boolean ended;
    /** Whether what was sent of an event stream ends with an event. */
    private boolean betweenEvents;

    Exchange(Request request, Response response) {
        this.request = request;
        this.response = response;
    }

    Request request() {
        return request;
    }

    Response response() {
        return response;
    }

    /** A header of the request; empty if it has none. */
    Optional<String> header(HttpHeader header) {
        return Optional.ofNullable(request.getHeaders().get(header));
    }

    /**
     * The whole body.
     *
     * @param clock
     *            ends the wait for a caller who sends too slowly
     * @throws ApiException
     *             if it is longer than {@code most} bytes, is packed, or does not come to its end in time
     */
    byte[] body(int most, ScheduledExecutorService clock) {
        Optional<String> encoding = header(HttpHeader.CONTENT_ENCODING);
        if (encoding.isPresent() && !encoding.get().equalsIgnoreCase("identity")) {
            throw new ApiException(ApiError.ofStatus(415,
                    "the body is packed (Content-Encoding), which is not read; send it as it is"));
        }
        if (request.getLength() > most) {
            throw tooLarge(most);
        }
        var limit = new Deadline(SENDING, clock);
        try (limit; InputStream in = Content.Source.asInputStream(request)) {
            byte[] body = in.readNBytes(most + 1);
            if (body.length > most) {
                throw tooLarge(most);
            }
            return body;
        } catch (IOException e) {
            boolean late = limit.isLate() || e.getCause() instanceof TimeoutException;
            throw new ApiException(late
                    ? ApiError.ofStatus(408, "the body did not come to its end within %d s".formatted(SENDING
                            .toSeconds()))
                    : ApiError.ofStatus(400, "the body did not come to its end"), e);
        }
    }

    private static ApiException tooLarge(int most) {
        return new ApiException(ApiError.ofStatus(413, "the body is larger than %,d bytes".formatted(most)));
    }

    /** The status that was sent; 0 before that. */
    int status() {
        return status;
    }

    /** Sets a header of the response. */
    void set(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Sends a whole response. */
    void send(int code, String type, byte[] body) throws IOException {
        begin(code, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        write(true, ByteBuffer.wrap(body));
    }

    /** Sends an error, if nothing was sent before. */
    void send(ApiError error) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        error.retryAfter().ifPresent(
                wait -> set("Retry-After", Long.toString(Math.max(1, Math.ceilDiv(wait.toMillis(), 1000)))));
        if (error.status() == 401) {
            set("WWW-Authenticate", "Bearer");
        }
        send(error.status(), JSON, error.json());
    }

    /** Begins a response whose parts follow. */
    void begin(int code, String type) {
        status = code;
        response.setStatus(code);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    }

    /** Sends a part, at once. */
    synchronized void write(boolean last, ByteBuffer bytes) throws IOException {
        ended |= last;
        betweenEvents = bytes.hasRemaining() ? endsEvent(bytes) : betweenEvents;
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(last, bytes, sent);
            sent.block();
        }
    }

    private static boolean endsEvent(ByteBuffer bytes) {
        int end = bytes.limit();
        return bytes.remaining() >= 2 && bytes.get(end - 1) == '\n'
                && (bytes.get(end - 2) == '\n' || (bytes.remaining() >= 4 && bytes.get(end - 3) == '\n'));
    }

    /**
     * Sends something that callers ignore: before a response an interim one, in an event stream a comment.
     *
     * @return whether it was sent; false where nothing can be sent now
     * @throws IOException
     *             if the caller cannot be reached any more
     */
    synchronized boolean probe() throws IOException {
        if (ended) {
            return false;
        }
        if (response.isCommitted()) {
            if (!betweenEvents) {
                return false;
            }
            write(false, ByteBuffer.wrap(COMMENT));
            return true;
        }
        try {
            response.writeInterim(HttpStatus.PROCESSING_102, HttpFields.EMPTY).get(1, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof IllegalStateException) {
                return false; // the response has begun meanwhile, or there is none before it in this version of HTTP
            }
            throw new IOException("the caller has gone", e);
        }
    }
}

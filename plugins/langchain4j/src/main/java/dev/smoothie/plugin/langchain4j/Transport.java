package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one HTTP request and waits for the whole answer, up to a deadline that a slow body cannot extend. Any number of
 * threads may use it, virtual ones among them; each may be interrupted.
 *
 * <p>
 * Only HTTP/1.1 is used: servers of local models have trouble with the upgrade to HTTP/2, and one HTTP/2 connection
 * carries fewer requests at once (usually 100) than are sent here. Redirects are not followed, and no request is
 * repeated.
 */
final class Transport implements HttpClient, AutoCloseable {
    static final ScopedValue<Exchange> EXCHANGE = ScopedValue.newInstance();

    /**
     * The longest answer that is read. A server that never ends its answer must not fill the heap; no answer of a model
     * is this long.
     */
    private static final long MOST_BYTES = 256L << 20;
    private static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Connection connection;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final java.net.http.HttpClient client = java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
            .executor(executor)
            .build();

    Transport(Connection connection, Map<String, String> headers, Duration timeout) {
        this.connection = connection;
        this.headers = headers;
        this.timeout = timeout;
    }

    /** The request of the calling thread, and its answer once there is one. */
    static final class Exchange {
        private final Connection.Check check;
        private JsonNode json;

        Exchange(Connection.Check check) {
            this.check = check;
        }

        /** The answer; null until there is one. */
        JsonNode json() {
            return json;
        }
    }

    /** Carries a failure through LangChain4j, which neither repeats the request nor changes the failure. */
    private static final class Failed extends NonRetriableException {
        private static final long serialVersionUID = 1L;

        Failed(LanguageModelException failure) {
            super(failure);
        }
    }

    /**
     * Checks that a header of the user's can be sent.
     *
     * @throws SmoothieException
     *             if it cannot be sent; the message has its name, but not its value
     */
    static void checkHeader(String subject, String name, String value) {
        try {
            java.net.http.HttpRequest.newBuilder().setHeader(name, value);
        } catch (IllegalArgumentException _) {
            throw new SmoothieException(
                    ("%s: the header '%s' cannot be sent: it is one that HTTP sets by itself, or its"
                            + " name or value holds characters that are not allowed").formatted(subject, name));
        }
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        try {
            String where = request.url().replaceFirst("[?#].*", "");
            return answer(where, send(where, request));
        } catch (LanguageModelException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    private HttpResponse<byte[]> send(String where, HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request(where, request),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw connection.failure(Kind.CANCELLED, "at %s was interrupted".formatted(where));
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw connection.failure(Kind.TIMEOUT,
                    "at %s was not answered in full within %s s; give a longer timeout, or fewer max-tokens".formatted(
                            where, timeout.toMillis() / 1000.0));
        } catch (ExecutionException e) {
            throw broken(where, e.getCause());
        }
    }

    private java.net.http.HttpRequest request(String where, HttpRequest request) {
        try {
            var builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
            request.headers().forEach((name, values) -> values.forEach(value -> builder.setHeader(name, value)));
            headers.forEach(builder::setHeader);
            byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
            return builder.method(request.method().name(), java.net.http.HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
        } catch (IllegalArgumentException _) {
            // The cause is left out, because its message may quote a header.
            throw connection.failure(Kind.REJECTED, "at %s cannot be sent: its address or a header is not valid"
                    .formatted(where));
        }
    }

    private LanguageModelException broken(String where, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return switch (cause) {
            case HttpTimeoutException _ -> connection.failure(Kind.TIMEOUT, "at %s was not answered in time".formatted(
                    where));
            case ConnectException _ -> connection.failure(Kind.CONNECTION,
                    "found no server at %s (%s); is it running, and is the base-url right?".formatted(where,
                            connection.quote(reason)));
            case IOException _ when reason.startsWith("body exceeds capacity") -> connection.failure(Kind.GARBLED,
                    "at %s was answered with more than %d bytes".formatted(where, MOST_BYTES));
            default -> connection.failure(Kind.CONNECTION, "at %s lost its connection: %s".formatted(where, connection
                    .quote(reason)));
        };
    }

    private SuccessfulHttpResponse answer(String where, HttpResponse<byte[]> response) {
        if (response.statusCode() < 200 || response.statusCode() > 299) {
            throw ErrorAnswer.failure(connection, where, response);
        }
        SuccessfulHttpResponse success = SuccessfulHttpResponse.builder().statusCode(response.statusCode())
                .headers(response.headers().map()).body(response.body()).build();
        String body = success.body();
        String type = success.contentType();
        if (type != null && !type.toLowerCase(Locale.ROOT).contains("json")) {
            throw connection.failure(Kind.GARBLED, "at %s was answered with %s, not JSON: %s".formatted(where,
                    connection.quote(type), connection.quote(body)));
        }
        Exchange exchange = EXCHANGE.get();
        JsonNode json = json(where, body);
        exchange.check.check(json, connection, where);
        exchange.json = json;
        return success;
    }

    private JsonNode json(String where, String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException _) {
            throw connection.failure(Kind.GARBLED, "at %s was answered with broken JSON of %d characters: %s".formatted(
                    where, body.length(), connection.quote(body)));
        }
    }

    /** Cancels requests that are still under way. */
    @Override
    public void close() {
        client.shutdownNow();
        executor.shutdownNow();
    }
}

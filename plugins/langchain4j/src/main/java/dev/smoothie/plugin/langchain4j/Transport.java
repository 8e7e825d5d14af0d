package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayedAnswer;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

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
    static final ScopedValue<Exchange<?>> EXCHANGE = ScopedValue.newInstance();

    private final Connection connection;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final Way way;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final java.net.http.HttpClient client;

    Transport(Connection connection, Map<String, String> headers, Duration timeout, Way way) {
        this.connection = connection;
        this.headers = headers;
        this.timeout = timeout;
        this.way = way;
        this.client = way.on(java.net.http.HttpClient.newBuilder())
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
    }

    /** The request of the calling thread, and its answer once there is one. */
    static final class Exchange<R> {
        private final Connection.Reading<R> reading;
        private JsonNode json;
        private R read;

        Exchange(Connection.Reading<R> reading) {
            this.reading = reading;
        }

        private void read(JsonNode answer, Connection connection, String where) {
            read = reading.read(answer, connection, where);
            json = answer;
        }

        /** What the answer says; null until there is one. */
        R read() {
            return read;
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
        String where = request.url().replaceFirst("[?#].*", "");
        try (AnswerRoom.Place place = AnswerRoom.SHARED.enter()) {
            return answer(where, send(where, request, place), place);
        } catch (LanguageModelException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    private HttpResponse<byte[]> send(String where, HttpRequest request, AnswerRoom.Place place) {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request(where, request), Body.within(place));
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

    /**
     * Sends a request and waits for the head of its answer, whose body is read while it comes.
     *
     * @param own
     *            the provider's headers, which those of the user replace
     * @param patience
     *            the longest that is waited for the head, and then for each part of the body
     */
    RelayedAnswer relay(String address, Map<String, String> own, byte[] body, Duration patience) {
        var all = new LinkedHashMap<>(own);
        all.put("Content-Type", "application/json");
        var parts = new Parts(connection, address, patience, failure -> broken(address, failure));
        CompletableFuture<HttpResponse<Parts>> answer = client.sendAsync(request(address, address, "POST", all
                .entrySet(), body), _ -> parts);
        boolean passedOn = false;
        try {
            HttpResponse<Parts> head = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (head.body() == null) {
                // Where a proxy refuses an encrypted connection, there is no body at all.
                parts.onComplete();
            }
            RelayedAnswer received = Received.of(connection, address, head.statusCode(), head.headers(), parts,
                    patience);
            passedOn = true;
            return received;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw connection.failure(Kind.CANCELLED, "at %s was interrupted".formatted(address));
        } catch (TimeoutException _) {
            throw connection.failure(Kind.TIMEOUT, "at %s was not answered within %s s".formatted(address, patience
                    .toMillis() / 1000.0));
        } catch (ExecutionException e) {
            throw broken(address, e.getCause());
        } finally {
            if (!passedOn) {
                answer.cancel(true);
                parts.close();
            }
        }
    }

    private java.net.http.HttpRequest request(String where, HttpRequest request) {
        List<Map.Entry<String, String>> own = request.headers().entrySet().stream().flatMap(header -> header.getValue()
                .stream().map(value -> Map.entry(header.getKey(), value))).toList();
        return request(where, request.url(), request.method().name(), own, request.body().getBytes(
                StandardCharsets.UTF_8));
    }

    private java.net.http.HttpRequest request(String where, String url, String method,
            Collection<Map.Entry<String, String>> own, byte[] body) {
        try {
            var builder = java.net.http.HttpRequest.newBuilder(URI.create(url));
            own.forEach(header -> builder.setHeader(header.getKey(), header.getValue()));
            headers.forEach(builder::setHeader);
            way.authorization().ifPresent(value -> builder.setHeader("Proxy-Authorization", value));
            return builder.method(method, java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)).build();
        } catch (IllegalArgumentException _) {
            // The cause is left out, because its message may quote a header.
            throw connection.failure(Kind.REJECTED, "at %s cannot be sent: its address or a header is not valid"
                    .formatted(where));
        }
    }

    private LanguageModelException broken(String where, Throwable cause) {
        String reason = connection.quote(reason(cause));
        return switch (cause) {
            case HttpTimeoutException _ -> connection.failure(Kind.TIMEOUT, "at %s was not answered in time".formatted(
                    where));
            case ConnectException _ -> connection.failure(Kind.CONNECTION, way.proxy().map(
                    proxy -> "at %s found no proxy at %s (%s); is it right, or does the server's host belong into NO_PROXY?"
                            .formatted(where, proxy, reason))
                    .orElseGet(() -> "found no server at %s (%s); is it running, and is the base-url right?".formatted(
                            where, reason)));
            case SSLException _ -> connection.failure(Kind.CONNECTION,
                    "at %s found no encrypted connection that can be trusted: %s; SSL_CERT_FILE may name a file with the certificate of who signed the server's"
                            .formatted(where, reason));
            case AnswerRoom.NoRoom room -> tooLong(where, room);
            case IOException _ when way.proxy().isPresent() && reason.contains("Tunnel failed") -> connection.failure(
                    reason.matches(".*\\b(?:407|403|401)\\b.*") ? Kind.DENIED : Kind.CONNECTION,
                    "at %s was refused by the proxy %s: %s; is its user and password right?".formatted(where, way
                            .proxy().get(), reason));
            default -> connection.failure(Kind.CONNECTION, "at %s lost its connection: %s".formatted(where, reason));
        };
    }

    /** The innermost reason: those around it only repeat it. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause instanceof SSLException) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private LanguageModelException tooLong(String where, AnswerRoom.NoRoom room) {
        return connection.failure(room.isCrowded() ? Kind.THROTTLED : Kind.REJECTED, "at %s was answered with %s"
                .formatted(where, room.getMessage()));
    }

    private SuccessfulHttpResponse answer(String where, HttpResponse<byte[]> response, AnswerRoom.Place place) {
        String body = body(where, response, place);
        Optional<JsonNode> json = Body.json(body);
        int status = response.statusCode();
        if (status < 200 || status > 299) {
            throw ErrorAnswer.failure(connection, where, ErrorAnswer.of(status, body, json, response.headers()));
        }
        if (json.isEmpty()) {
            throw noJson(where, body, response.headers().firstValue("content-type").orElse(""));
        }
        Exchange<?> exchange = EXCHANGE.get();
        exchange.read(json.get(), connection, where);
        return SuccessfulHttpResponse.builder().statusCode(status).headers(response.headers().map())
                .body(exchange.reading.handed(body)).build();
    }

    private String body(String where, HttpResponse<byte[]> response, AnswerRoom.Place place) {
        // Where a proxy refuses an encrypted connection, there is no body at all.
        byte[] bytes = response.body() == null ? new byte[0] : response.body();
        try {
            return Body.text(bytes, response.headers(), place);
        } catch (AnswerRoom.NoRoom e) {
            throw tooLong(where, e);
        } catch (IOException e) {
            throw connection.failure(Kind.GARBLED, "at %s was answered with %d bytes that cannot be unpacked: %s"
                    .formatted(where, bytes.length, connection.quote(String.valueOf(e.getMessage()))));
        }
    }

    private LanguageModelException noJson(String where, String body, String type) {
        String what = type.isEmpty() || type.toLowerCase(Locale.ROOT).contains("json")
                ? "broken JSON of %d characters".formatted(body.length())
                : "%s, not JSON".formatted(connection.quote(type));
        return connection.failure(Kind.GARBLED, "at %s was answered with %s: %s".formatted(where, what, connection
                .quote(body)));
    }

    /** Cancels requests that are still under way. */
    @Override
    public void close() {
        client.shutdownNow();
        executor.shutdownNow();
    }
}

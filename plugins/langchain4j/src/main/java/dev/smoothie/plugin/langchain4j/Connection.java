package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayedAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reaches one model of a provider: holds its address, its key and its HTTP client, and asks by way of LangChain4j. It
 * writes the messages of all failures, without secrets. It also leaves out the causes of other exceptions, which may
 * hold secrets. Any number of threads may ask. Whoever opened it closes it, and may do so twice.
 */
final class Connection implements AutoCloseable {
    /** How many characters of a provider's message are quoted. */
    private static final int MOST_CHARACTERS = 200;

    private final String model;
    private final String base;
    private final Optional<String> keyVariable;
    private final Optional<String> key;
    private final Secrets secrets;
    private final Transport transport;
    private volatile boolean closed;

    Connection(String model, String base, Optional<String> keyVariable, Optional<String> key,
            Map<String, String> headers, Duration timeout, Secrets secrets, Way way) {
        this.model = model;
        this.base = base;
        this.keyVariable = keyVariable;
        this.key = key;
        this.secrets = secrets;
        this.transport = new Transport(this, headers, timeout, way);
    }

    /** The address that paths are added to, without a slash at its end. */
    String base() {
        return base;
    }

    /** The key; empty if there is none. Only for LangChain4j. */
    Optional<String> key() {
        return key;
    }

    /** The header that carries the key as a bearer token; empty without a key. */
    Map<String, String> bearer() {
        return key.map(text -> Map.of("Authorization", "Bearer " + text)).orElse(Map.of());
    }

    /** The name of the variable that holds the key; empty if there is none. */
    Optional<String> keyVariable() {
        return keyVariable;
    }

    /** The model that is asked. */
    String model() {
        return model;
    }

    /** Makes the HTTP client of LangChain4j, which would otherwise look for one of its own. */
    HttpClientBuilder httpClientBuilder() {
        return new TransportBuilder(transport);
    }

    /**
     * An answer.
     *
     * @param value
     *            the answer as LangChain4j read it
     * @param read
     *            the answer as it was read here
     */
    record Answered<R, T>(T value, R read) {}

    /** Reads an answer before LangChain4j does. */
    @FunctionalInterface
    interface Reading<R> {
        /** What {@code json} says. Throws the failure of the right kind if it is not an answer. */
        R read(JsonNode json, Connection connection, String where) throws LanguageModelException;

        /** What LangChain4j is given to read. */
        default String handed(String body) {
            return body;
        }
    }

    /**
     * Asks by way of LangChain4j, on the calling thread.
     *
     * @throws IllegalStateException
     *             if this is closed
     * @throws LanguageModelException
     *             if there is any other failure
     */
    <R, T> Answered<R, T> ask(Reading<R> reading, Supplier<T> question) {
        checkAsking();
        var exchange = new Transport.Exchange<>(reading);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // LangChain4j looks for services in the context class loader, and would use those of a program that uses
        // LangChain4j itself.
        thread.setContextClassLoader(Connection.class.getClassLoader());
        try {
            T value = ScopedValue.where(Transport.EXCHANGE, exchange).call(question::get);
            return new Answered<>(value, exchange.read());
        } catch (RuntimeException e) {
            throw failure(e, exchange);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Passes a request on, on the calling thread, past LangChain4j.
     *
     * @throws IllegalStateException
     *             if this is closed
     * @throws LanguageModelException
     *             if there is no answer
     */
    RelayedAnswer relay(String address, byte[] body, Duration patience) {
        checkAsking();
        return transport.relay(address, bearer(), body, patience);
    }

    private void checkAsking() {
        if (closed) {
            throw new IllegalStateException("%s is closed".formatted(this));
        }
        if (Thread.currentThread().isInterrupted()) {
            throw failure(Kind.CANCELLED, "was interrupted before %s was asked".formatted(base));
        }
    }

    private LanguageModelException failure(RuntimeException failure, Transport.Exchange<?> exchange) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LanguageModelException ours) {
                return ours;
            }
        }
        if (exchange.json() == null) {
            return failure(Kind.REJECTED, "could not be written (%s)".formatted(failure.getClass().getSimpleName()));
        }
        // The cause is left out, because its message may quote the answer.
        return failure(Kind.GARBLED, "was answered with JSON that is no answer of this provider's (%s): %s"
                .formatted(failure.getClass().getSimpleName(), quote(exchange.json().toString())));
    }

    /** A failure without a time at which to ask again. */
    LanguageModelException failure(Kind kind, String what) {
        return failure(kind, what, null);
    }

    /**
     * A failure.
     *
     * @param what
     *            continues {@code "the request to MODEL "}; secrets in it are hidden
     */
    LanguageModelException failure(Kind kind, String what, Duration retryAfter) {
        return new LanguageModelException(kind, secrets.redact("the request to %s %s".formatted(model, what)),
                retryAfter, null);
    }

    /** A text without secrets, and otherwise as it is. */
    String hide(String text) {
        return secrets.hide(text);
    }

    /** The first words of what a server sent, without secrets. */
    String quote(String words) {
        String line = secrets.redact(words);
        if (line.length() <= MOST_CHARACTERS) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
        return line.substring(0, end) + "…";
    }

    @Override
    public void close() {
        closed = true;
        transport.close();
    }

    /** The model and its address: {@code "MODEL at ADDRESS"}. */
    @Override
    public String toString() {
        return "%s at %s".formatted(model, base);
    }
}

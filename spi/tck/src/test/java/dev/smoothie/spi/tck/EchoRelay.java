package dev.smoothie.spi.tck;

import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A relay that answers with the request. Tests override its methods to break promises. */
class EchoRelay implements ChatRelay {

    /** Where an answer stops for ever. */
    enum Stop {
        NEVER, BEFORE_THE_HEAD, IN_THE_BODY
    }

    private final Stop stop;
    private final int status;

    EchoRelay(Stop stop, int status) {
        this.stop = stop;
        this.status = status;
    }

    @Override
    public RelayedAnswer relay(RelayRequest request) {
        if (Thread.currentThread().isInterrupted()) {
            throw EchoModel.cancelled(null);
        }
        String text = new String(request.body(), StandardCharsets.UTF_8);
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new LanguageModelException(Kind.REJECTED, "echo: no object", null);
        }
        var closed = new CountDownLatch(1);
        if (stop == Stop.BEFORE_THE_HEAD) {
            await(closed, request.timeout());
        }
        return new Echo(request, closed);
    }

    /** Waits until the answer is closed, at most as long as the request allows. */
    static void await(CountDownLatch closed, Duration timeout) {
        try {
            if (!closed.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LanguageModelException(Kind.TIMEOUT, "echo: nobody calls back", null);
            }
            throw new LanguageModelException(Kind.CANCELLED, "echo: closed", null);
        } catch (InterruptedException e) {
            throw EchoModel.cancelled(e);
        }
    }

    /** How a body fails. */
    IOException failed(LanguageModelException reason) {
        return new IOException(reason.getMessage(), reason);
    }

    private final class Echo extends InputStream implements RelayedAnswer {
        private final RelayRequest request;
        private final CountDownLatch closed;
        private int read;

        Echo(RelayRequest request, CountDownLatch closed) {
            this.request = request;
            this.closed = closed;
        }

        @Override
        public int read() throws IOException {
            try {
                if (closed.getCount() == 0 || (stop == Stop.IN_THE_BODY && read > 0)) {
                    await(closed, request.timeout());
                }
                return read == request.body().length ? -1 : request.body()[read++] & 0xff;
            } catch (LanguageModelException e) {
                throw failed(e);
            }
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int next = read();
            if (next < 0) {
                return -1;
            }
            bytes[from] = (byte) next;
            return 1;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public InputStream body() {
            return this;
        }

        @Override
        public Optional<LanguageModelException> failure() {
            return EchoRelay.this.failure();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    Optional<LanguageModelException> failure() {
        return status < 300
                ? Optional.empty()
                : Optional.of(new LanguageModelException(Kind.UNAVAILABLE, "echo: ill", null));
    }
}

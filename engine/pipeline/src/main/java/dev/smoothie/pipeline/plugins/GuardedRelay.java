package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.InputStream;
import java.util.Optional;

/** A plugin's relay behind its guard, and so are the answers and their bodies. */
record GuardedRelay(ChatRelay relay, PluginGuard guard) implements ChatRelay {
    private static final String RELAY = "pass a request on";
    private static final int FIRST_SUCCESS = 200;
    private static final int LAST_SUCCESS = 299;

    @Override
    public RelayedAnswer relay(RelayRequest request) {
        RelayedAnswer answer = guard.call(RELAY, () -> relay.relay(request));
        try {
            return new Guarded(answer, guard);
        } catch (RuntimeException e) {
            end(answer, e);
            throw e;
        }
    }

    private void end(RelayedAnswer answer, RuntimeException failure) {
        try {
            guard.run(PluginGuard.CLOSE, answer::close);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** An answer that was checked as far as its head goes. */
    private static final class Guarded implements RelayedAnswer {
        private final RelayedAnswer answer;
        private final PluginGuard guard;
        private final int status;
        private final Optional<LanguageModelException> failure;
        private final InputStream body;

        Guarded(RelayedAnswer answer, PluginGuard guard) {
            this.answer = answer;
            this.guard = guard;
            this.status = guard.call(RELAY, answer::status);
            this.failure = guard.call(RELAY, answer::failure);
            if (status < 100 || status > 599) {
                throw guard.wrong(RELAY, "it answered with the status %d, which is none of HTTP's".formatted(status));
            }
            boolean success = status >= FIRST_SUCCESS && status <= LAST_SUCCESS;
            if (success == failure.isPresent()) {
                throw guard.wrong(RELAY, "it answered with the status %d, and %s".formatted(status, success
                        ? "a failure"
                        : "does not say what that means"));
            }
            this.body = new GuardedBody(guard.call(RELAY, answer::body), guard);
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Optional<String> header(String name) {
            return guard.call("name a header", () -> answer.header(name));
        }

        @Override
        public InputStream body() {
            return body;
        }

        @Override
        public Optional<LanguageModelException> failure() {
            return failure;
        }

        @Override
        public void close() {
            guard.run(PluginGuard.CLOSE, answer::close);
        }
    }
}

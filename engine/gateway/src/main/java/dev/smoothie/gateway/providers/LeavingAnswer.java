package dev.smoothie.gateway.providers;

import dev.smoothie.pipeline.generation.Admission;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.RelayedAnswer;
import java.io.InputStream;
import java.util.Optional;

/** An answer whose place at the generator is given back when it is closed. */
final class LeavingAnswer implements RelayedAnswer {
    private final RelayedAnswer answer;
    private final Admission admission;
    private boolean left;

    LeavingAnswer(RelayedAnswer answer, Admission admission) {
        this.answer = answer;
        this.admission = admission;
    }

    @Override
    public int status() {
        return answer.status();
    }

    @Override
    public Optional<String> header(String name) {
        return answer.header(name);
    }

    @Override
    public InputStream body() {
        return answer.body();
    }

    @Override
    public Optional<LanguageModelException> failure() {
        return answer.failure();
    }

    @Override
    public void close() {
        try {
            answer.close();
        } finally {
            if (!left) {
                left = true;
                admission.leave();
            }
        }
    }
}

package dev.smoothie.spi.tck;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/** A model that answers with the prompt. Tests override its methods to break promises. */
class EchoModel implements LanguageModel {

    @Override
    public String model() {
        return "echo";
    }

    @Override
    public Completion generate(Prompt prompt) {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(null);
        }
        return Completion.of(prompt.text());
    }

    static LanguageModelException cancelled(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new LanguageModelException(Kind.CANCELLED, "echo: the call was cancelled", cause);
    }

    /** A model that never answers, and fails with this exception when it is interrupted. */
    static LanguageModel hanging(Function<InterruptedException, LanguageModelException> failure) {
        return new EchoModel() {
            @Override
            public Completion generate(Prompt prompt) {
                try {
                    new CountDownLatch(1).await();
                    throw new AssertionError("nobody counts down");
                } catch (InterruptedException e) {
                    throw failure.apply(e);
                }
            }
        };
    }

    /** A model that cannot be reached, and fails with this exception. */
    static LanguageModel unreachable(Supplier<LanguageModelException> failure) {
        return new EchoModel() {
            @Override
            public Completion generate(Prompt prompt) {
                throw failure.get();
            }
        };
    }
}

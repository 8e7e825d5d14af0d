package dev.smoothie.plugin.replay;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A language model that gives the answers of a generator again, by the id of the sample, or by its input where the
 * sample is unknown, as behind a server. Any number of threads may ask.
 *
 * @param generator
 *            the generator whose answers they are
 * @param file
 *            where they were read from
 * @param answers
 *            the answers by sample and input
 * @param delay
 *            how long each answer takes
 */
record ReplayModel(String generator, Path file, RecordedAnswers answers, Optional<Duration> delay)
        implements
            LanguageModel {

    @Override
    public String model() {
        return "%s in %s".formatted(generator, file);
    }

    @Override
    public Completion generate(Prompt prompt) {
        sleep(delay.orElse(Duration.ZERO));
        return answers.answer(prompt.sample(), prompt.text()).map(Completion::of)
                .orElseThrow(() -> new LanguageModelException(Kind.REJECTED,
                        "%s has no output of '%s' for sample %s".formatted(file, generator, prompt.sample()), null));
    }

    /** Waits. Notices that the thread is interrupted even if there is nothing to wait for. */
    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LanguageModelException(Kind.CANCELLED, "interrupted", e);
        }
    }
}

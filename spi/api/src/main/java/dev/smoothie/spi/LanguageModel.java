package dev.smoothie.spi;

import java.util.Optional;

/**
 * Asks a language model for answers to prompts.
 *
 * <p>
 * <b>Contract.</b> A call asks the model once and never again: repeating, waiting and giving up are done by the
 * program. It needs to know what went wrong, so every failure is a {@link LanguageModelException} of the right
 * {@link LanguageModelException.Kind}. Up to {@link #concurrency()} threads, virtual ones among them, call
 * {@link #generate} at the same time. A thread that is interrupted gives up at once, with
 * {@link LanguageModelException.Kind#CANCELLED} and its interrupt flag set. {@link #close()} is called once no
 * {@code generate} is running, and may be called twice.
 */
public interface LanguageModel extends AutoCloseable {

    /** The model, for the log and the summary, for example {@code "gpt-4o-mini at https://api.openai.com/v1"}. */
    String model();

    /** How many threads may call {@link #generate} at once, at least 1; any number unless overridden. */
    default int concurrency() {
        return Integer.MAX_VALUE;
    }

    /**
     * Asks the model, and waits for the whole answer.
     *
     * @param prompt
     *            what to ask, any text, the empty one included
     * @return the answer
     * @throws LanguageModelException
     *             if there is no answer
     */
    Completion generate(Prompt prompt);

    /**
     * Passes requests on that are in the form of OpenAI's protocol; empty, unless overridden, for a model that does not
     * speak it. Always the same.
     */
    default Optional<ChatRelay> relay() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}

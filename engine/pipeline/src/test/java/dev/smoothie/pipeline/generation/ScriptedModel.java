package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** A language model in this process that does what its script says, and counts. */
final class ScriptedModel implements LanguageModel {
    /** Maps a prompt, and for the how many-th time it is asked (from 1), to an answer or an exception. */
    private final BiFunction<Prompt, Integer, Completion> script;
    private final List<String> asked = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private int underWay;
    private int mostUnderWay;

    ScriptedModel(BiFunction<Prompt, Integer, Completion> script) {
        this.script = script;
    }

    /** A model that answers with the prompt in capitals. */
    static ScriptedModel loud() {
        return new ScriptedModel((prompt, _) -> Completion.of(prompt.text().toUpperCase(Locale.ROOT), 10, 5));
    }

    static LanguageModelException failure(Kind kind) {
        return new LanguageModelException(kind, "no\nluck", null);
    }

    static LanguageModelException throttled(Duration retryAfter) {
        return new LanguageModelException(Kind.THROTTLED, "slow down", retryAfter, null);
    }

    @Override
    public String model() {
        return "scripted";
    }

    @Override
    public Completion generate(Prompt prompt) {
        int time = begin(prompt);
        try {
            return script.apply(prompt, time);
        } finally {
            end();
        }
    }

    private synchronized int begin(Prompt prompt) {
        asked.add(prompt.sample());
        times.add(System.nanoTime());
        mostUnderWay = Math.max(mostUnderWay, ++underWay);
        return (int) asked.stream().filter(prompt.sample()::equals).count();
    }

    private synchronized void end() {
        underWay--;
    }

    /** The samples that it was asked about, once for each request. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** The times of the requests, in nanoseconds. */
    synchronized List<Long> times() {
        return List.copyOf(times);
    }

    synchronized int mostUnderWay() {
        return mostUnderWay;
    }
}

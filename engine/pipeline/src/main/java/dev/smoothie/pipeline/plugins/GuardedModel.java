package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.Prompt;
import java.util.Optional;

/** A plugin's language model behind its guard. */
final class GuardedModel implements LanguageModel {
    private static final String DESCRIBE = "describe itself";

    private final LanguageModel model;
    private final PluginGuard guard;
    private final String name;
    private final int concurrency;
    private final Optional<ChatRelay> relay;

    GuardedModel(LanguageModel model, PluginGuard guard) {
        this.model = model;
        this.guard = guard;
        this.name = GuardedText.required(guard, DESCRIBE, "model()", model::model);
        this.concurrency = guard.call(DESCRIBE, model::concurrency);
        if (concurrency < 1) {
            throw guard.wrong(DESCRIBE,
                    "it says that %d threads may ask it, and that must be at least 1".formatted(concurrency));
        }
        this.relay = guard.call("say whether it passes requests on", model::relay)
                .map(found -> new GuardedRelay(found, guard));
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public Completion generate(Prompt prompt) {
        return guard.call("answer a prompt", () -> model.generate(prompt));
    }

    @Override
    public Optional<ChatRelay> relay() {
        return relay;
    }

    @Override
    public void close() {
        guard.runWithin(TimeLimit.ofLoading(), PluginGuard.CLOSE, model::close);
    }
}

package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens the chat models of one provider.
 *
 * @param name
 *            the name that users choose it by
 * @param description
 *            one line
 * @param provider
 *            how the provider is reached
 * @param shape
 *            the shape of its answers
 * @param parameters
 *            the options beyond {@code model} and those of the provider
 * @param builder
 *            makes LangChain4j's model
 * @param relay
 *            how the provider speaks OpenAI's protocol; empty if it has another of its own
 */
record ChatFactory(String name, String description, Provider provider, AnswerShape shape, List<Option<?>> parameters,
        Builder builder, Optional<RelayForm> relay) implements LanguageModelFactory {
    static final Option<String> MODEL = Option.text("model", "the model's name at the provider").required()
            .positional();
    static final Option<Double> TEMPERATURE = Option.number("temperature",
            "0 for the likeliest words; the provider's own without it", 0, 2);
    static final Option<Double> TOP_P = Option.number("top-p",
            "sample among the likeliest words that make up this probability", 0, 1);
    static final Option<Long> MAX_TOKENS = Option.integer("max-tokens", "cut answers at this length", 1,
            Integer.MAX_VALUE);
    static final Option<Long> SEED = Option.integer("seed", "draw the same words again, as far as the provider can",
            Integer.MIN_VALUE, Integer.MAX_VALUE);
    static final Option<String> STOP = Option.text("stop", "end answers before this text; \\n is a line break");

    /** Makes LangChain4j's model for a connection. */
    @FunctionalInterface
    interface Builder {
        /** A model that asks once, through the connection's own HTTP client. */
        ChatModel build(Connection connection, Options options);
    }

    /** The options that most providers have. */
    static List<Option<?>> usual() {
        return Option.list(TEMPERATURE, TOP_P, MAX_TOKENS, SEED, STOP);
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(List.of(MODEL));
        all.addAll(provider.options());
        all.addAll(parameters);
        return List.copyOf(all);
    }

    @Override
    public LanguageModel open(PluginContext context, Options options) {
        Connection connection = provider.connect("language model '%s'".formatted(name), options.require(MODEL),
                options);
        try {
            return new RemoteModel(connection, builder.build(connection, options), shape, relay.map(
                    form -> Relay.of(connection, form, options)));
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** LangChain4j's own deadline. The transport ignores it; it is only set so that there is one. */
    static Duration timeout(Options options) {
        return options.require(Provider.TIMEOUT);
    }

    /** A whole number as LangChain4j takes it; null if there is none. */
    static Integer integer(Options options, Option<Long> option) {
        return options.get(option).map(Math::toIntExact).orElse(null);
    }

    /** The texts at which an answer ends; null if there are none. */
    static List<String> stop(Options options) {
        try {
            return options.get(STOP).map(text -> List.of(text.translateEscapes())).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new SmoothieException("the option 'stop' holds a \\ that means nothing: write \\\\ for one", e);
        }
    }
}

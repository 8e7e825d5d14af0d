package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.Option;
import java.util.List;

/**
 * How a provider that speaks OpenAI's protocol differs from the others that do.
 *
 * @param below
 *            what comes between the provider's address and the paths of the protocol; empty or with a slash before it
 * @param parameters
 *            the options that are parameters of a request
 */
record RelayForm(String below, List<Parameter> parameters) {

    /**
     * An option that is a parameter of a request.
     *
     * @param name
     *            its key in the request
     */
    record Parameter(String name, Option<?> option) {}

    /** That of most, with the name that the seed has. */
    static RelayForm usual(String below, String seed) {
        return new RelayForm(below, List.of(new Parameter("temperature", ChatFactory.TEMPERATURE),
                new Parameter("top_p", ChatFactory.TOP_P), new Parameter(RequestBody.MAX_TOKENS,
                        ChatFactory.MAX_TOKENS),
                new Parameter(seed, ChatFactory.SEED), new Parameter("stop", ChatFactory.STOP)));
    }
}

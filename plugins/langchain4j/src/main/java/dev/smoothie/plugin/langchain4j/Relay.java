package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Passes requests of OpenAI's protocol on to a provider that speaks it.
 *
 * @param connection
 *            reaches the provider, and is closed by the model that this belongs to
 * @param base
 *            the address that paths of the protocol are added to, without a slash at its end
 * @param parameters
 *            the options that are parameters of a request, by name and in JSON
 */
record Relay(Connection connection, String base, Map<String, String> parameters) implements ChatRelay {
    private static final String PLAIN = "completions";

    static Relay of(Connection connection, RelayForm form, Options options) {
        var parameters = new LinkedHashMap<String, String>();
        for (RelayForm.Parameter parameter : form.parameters()) {
            options.get(parameter.option()).ifPresent(value -> parameters.put(parameter.name(),
                    parameter.option() == ChatFactory.STOP
                            ? "[%s]".formatted(RequestBody.quoted(ChatFactory.stop(options).getFirst()))
                            : value.toString()));
        }
        return new Relay(connection, connection.base() + form.below(), parameters);
    }

    @Override
    public RelayedAnswer relay(RelayRequest request) {
        byte[] body;
        try {
            body = RequestBody.with(connection.model(), parameters(request.path()), request.body());
        } catch (IOException e) {
            throw connection.failure(Kind.REJECTED, "is not sent, because it is no JSON object in UTF-8: " + e
                    .getMessage());
        }
        return connection.relay("%s/%s".formatted(base, request.path()), body, request.timeout());
    }

    /** Plain completions know one name of the limit of tokens. */
    private Map<String, String> parameters(String path) {
        String limit = parameters.get(RequestBody.MAX_COMPLETION_TOKENS);
        if (!path.equals(PLAIN) || limit == null) {
            return parameters;
        }
        var plain = new LinkedHashMap<>(parameters);
        plain.remove(RequestBody.MAX_COMPLETION_TOKENS);
        plain.putIfAbsent(RequestBody.MAX_TOKENS, limit);
        return plain;
    }
}

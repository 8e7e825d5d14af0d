package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.SmoothieException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a provider is reached: its address, and the variable of its key.
 *
 * @param address
 *            the address, if the user gives none
 * @param keyVariable
 *            the environment variable that usually holds the key; empty if no key is needed
 * @param keyElsewhere
 *            whether the key in the usual variable is also sent to other addresses; a key whose variable the user named
 *            always is
 */
record Provider(URI address, Optional<String> keyVariable, boolean keyElsewhere) {
    static final Option<Duration> TIMEOUT = Option
            .duration("timeout", "the longest that one request may take, from connecting to the last byte")
            .withDefault(Duration.ofSeconds(60)).incidental();
    static final Option<Map<String, String>> HEADERS = Option.map("headers",
            "HTTP headers for every request; ${NAME} in a value is replaced by that environment variable").incidental();

    Option<URI> baseUrl() {
        return Option.url("base-url", "where the server is").withDefault(address);
    }

    Option<String> apiKeyEnv() {
        String usual = keyVariable.map(name -> "%s%s without it".formatted(name,
                keyElsewhere ? "" : ", for %s alone,".formatted(address.getHost()))).orElse("no key without it");
        return Option.text("api-key-env", "the name of the environment variable that holds the key; " + usual)
                .incidental();
    }

    /** The options that every model of the provider has. */
    List<Option<?>> options() {
        return Option.list(baseUrl(), apiKeyEnv(), HEADERS, TIMEOUT);
    }

    /**
     * Prepares a connection; nothing is sent yet.
     *
     * @param subject
     *            what is opened, for messages: {@code "language model 'openai'"}
     * @param model
     *            the model that will be asked, for messages
     * @return the connection; the caller closes it
     * @throws SmoothieException
     *             if a variable that holds a secret is not set, or the address or a header is not valid
     */
    Connection connect(String subject, String model, Options options) {
        URI base = options.require(baseUrl());
        if (base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new SmoothieException(
                    "%s: the base-url ends in '?…' or '#…'; give the address that paths are added to"
                            .formatted(subject));
        }
        List<String> secrets = new ArrayList<>();
        Optional<String> variable = options.get(apiKeyEnv())
                .or(() -> keyVariable.filter(_ -> keyElsewhere || isOwn(base)));
        Optional<String> key = variable.map(name -> Variables.value(subject, name));
        key.ifPresent(secrets::add);
        var headers = new LinkedHashMap<String, String>();
        options.get(HEADERS).orElse(Map.of())
                .forEach((name, value) -> headers.put(name, Variables.fill(subject, value, secrets)));
        headers.forEach((name, value) -> Transport.checkHeader(subject, name, value));
        Way way = Way.to(subject, base, System.getenv());
        secrets.addAll(way.secrets());
        return new Connection(model, base.toString().replaceFirst("/+$", ""), variable, key, headers,
                options.require(TIMEOUT), new Secrets(secrets), way);
    }

    private boolean isOwn(URI base) {
        String host = base.getHost().toLowerCase(Locale.ROOT);
        return base.getScheme().equalsIgnoreCase(address.getScheme())
                && (host.equals(address.getHost()) || host.endsWith("." + address.getHost()));
    }
}

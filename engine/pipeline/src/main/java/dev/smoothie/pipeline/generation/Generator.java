package dev.smoothie.pipeline.generation;

import dev.smoothie.bindings.Sha256;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A generator that is ready to be asked: what {@code models.yaml} says about it, and its open language model.
 *
 * @param spec
 *            what {@code models.yaml} says about it
 * @param model
 *            the language model; whoever opened it closes it
 * @param fingerprint
 *            a digest of everything that its answers depend on: answers in a journal with another fingerprint count as
 *            those of another generator
 */
public record Generator(GeneratorSpec spec, LanguageModel model, String fingerprint) {
    private static final int FINGERPRINT = 16;

    public Generator {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }

    /**
     * Makes a generator whose fingerprint is a digest of its plugin, its prompts, and those of its options that are not
     * {@link Option#incidental()}.
     *
     * @param known
     *            all options of the plugin
     */
    public static Generator of(GeneratorSpec spec, List<Option<?>> known, LanguageModel model) {
        var options = new TreeMap<String, Object>(spec.options());
        known.stream().filter(Option::isIncidental).map(Option::key).forEach(options::remove);
        var parts = new StringBuilder(spec.plugin());
        options.forEach((key, value) -> parts.append('\n').append(key).append('=').append(sorted(value)));
        parts.append('\n').append(spec.prompt().text()).append('\n')
                .append(spec.system().map(Template::text).orElse(""));
        return new Generator(spec, model, digest(parts.toString()));
    }

    private static Object sorted(Object value) {
        return value instanceof Map<?, ?> map ? new TreeMap<>(map) : value;
    }

    /** A digest of a prompt, by which different prompts are told apart. */
    static String digest(Prompt prompt) {
        return digest(prompt.text() + '\0' + prompt.system().orElse(""));
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8))).substring(0, FINGERPRINT);
    }
}

package dev.smoothie.engine.generate;

import dev.smoothie.engine.data.Sha256;
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
 * A generator that can be asked.
 *
 * @param spec
 *            what the user said about it
 * @param model
 *            what answers; closed by whoever opened it
 * @param fingerprint
 *            of what decides its answers: answers of another fingerprint are another generator's
 */
public record Generator(GeneratorSpec spec, LanguageModel model, String fingerprint) {
    private static final int FINGERPRINT = 16;

    public Generator {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }

    /**
     * A generator whose fingerprint is of its plugin, of those options that are not {@link Option#incidental()}, and of its
     * prompts.
     *
     * @param known
     *            the options of the plugin
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

    /** The prompt for a sample. */
    Prompt prompt(String sample, Map<String, String> fields) {
        return new Prompt(sample, spec.prompt().fill(fields), spec.system().map(text -> text.fill(fields)));
    }

    /** Tells prompts apart. */
    static String digest(Prompt prompt) {
        return digest(prompt.text() + '\0' + prompt.system().orElse(""));
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8))).substring(0, FINGERPRINT);
    }
}

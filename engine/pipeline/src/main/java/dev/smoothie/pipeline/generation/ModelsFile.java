package dev.smoothie.pipeline.generation;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads {@code models.yaml}, a list of generators:
 *
 * <pre>
 * - name: small
 *   plugin: openai
 *   options: {model: small-1, base-url: "http://127.0.0.1:8000/v1"}
 *   prompt: "Answer briefly. {input}"
 *   price: {input: 0.15, output: 0.60}
 * </pre>
 *
 * Every message names the file and the generator. No message quotes a value, because that may be a secret in the wrong
 * place.
 */
public final class ModelsFile {
    private static final Option<String> NAME = Option.text("name", "the name of the generator in the generations")
            .required();
    private static final Option<String> PLUGIN = Option.text("plugin", "the language model, see 'smoothie plugins'")
            .required();
    private static final Option<String> PROMPT = Option
            .text("prompt", "the text that is sent, where {input} and other fields are filled in")
            .withDefault(Template.INPUT.text());
    private static final Option<String> SYSTEM = Option.text("system", "the system prompt, where fields are filled in");
    private static final Option<String> REVIEW_PROMPT = Option.text("review-prompt",
            "what it is asked as a judge, where {answers}, {count} and fields are filled in")
            .withDefault(ReviewSheet.PROMPT.text());
    private static final Option<Map<String, String>> PRICE = Option.map("price",
            "money for a million tokens: {input: 0.15, output: 0.60}");
    private static final Option<Long> CONCURRENCY = Option
            .integer("concurrency", "how many requests are under way at once", 1, 10_000)
            .withDefault((long) Limits.STANDARD.concurrency());
    private static final Option<Double> RATE = Option.number("requests-per-minute", "evenly spaced", 1e-3, 1e9);
    private static final Option<Long> ATTEMPTS = Option.integer("attempts", "how often one prompt is asked", 1, 100)
            .withDefault((long) Limits.STANDARD.attempts());
    private static final Option<Duration> BACKOFF = Option.duration("backoff", "the first wait between attempts")
            .withDefault(Limits.STANDARD.backoff());
    private static final Option<Duration> OUTAGE = Option
            .duration("outage", "how long it may answer nothing before it is given up")
            .withDefault(Limits.STANDARD.outage());
    private static final Option<Map<String, String>> OPTIONS = Option.map("options", "the options of the plugin");
    private static final List<Option<?>> KNOWN = Option.list(NAME, PLUGIN, OPTIONS, PROMPT, SYSTEM, REVIEW_PROMPT,
            PRICE,
            CONCURRENCY, RATE, ATTEMPTS, BACKOFF, OUTAGE);

    /** How much of a name a message shows. */
    private static final int LONGEST_NAME = 100;

    private ModelsFile() {}

    /**
     * Reads the generators of a file, at least one, in the order of the file.
     *
     * @throws SmoothieException
     *             if the file cannot be read, is not YAML, or has a key or value that is not allowed
     */
    public static List<GeneratorSpec> read(Path file) {
        return read(file, false);
    }

    /**
     * Reads the same file as a list of judges: their prompt is {@code review-prompt}, and no system prompt is sent.
     *
     * @throws SmoothieException
     *             as {@link #read}, and if a {@code review-prompt} has no place for the answers
     */
    public static List<GeneratorSpec> readJudges(Path file) {
        return read(file, true);
    }

    private static List<GeneratorSpec> read(Path file, boolean judges) {
        if (!(load(file) instanceof List<?> entries) || entries.isEmpty()) {
            throw new SmoothieException("%s: expected a list of generators, each with name and plugin".formatted(file));
        }
        var specs = new ArrayList<GeneratorSpec>();
        Set<String> names = new HashSet<>();
        for (Object entry : entries) {
            GeneratorSpec spec = spec("%s: generator %d".formatted(file, specs.size() + 1), entry, judges);
            if (!names.add(spec.name())) {
                throw new SmoothieException("%s: two generators are named '%s'".formatted(file, spec.name()));
            }
            specs.add(spec);
        }
        return List.copyOf(specs);
    }

    private static Object load(Path file) {
        String text = text(file);
        try {
            // Any number of generators may share options by YAML's aliases.
            return new Load(LoadSettings.builder().setLabel(file.toString())
                    .setMaxAliasesForCollections(Integer.MAX_VALUE).build()).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            // The library's own message has an excerpt, which quotes the file; it is left out.
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new SmoothieException("%s:%d: broken YAML: %s".formatted(file, line,
                    JsonCursor.excerpt(e.getProblem(), LONGEST_NAME)), e);
        } catch (ReaderException e) {
            throw new SmoothieException("%s: broken YAML: it has characters that YAML does not allow".formatted(file),
                    e);
        } catch (IllegalArgumentException e) { // the library's own, about tags
            throw new SmoothieException(
                    "%s: broken YAML: it has a tag (a word that begins with !) that YAML does not allow; put quotes around texts with a !"
                            .formatted(file),
                    e);
        } catch (YamlEngineException | StackOverflowError e) {
            throw new SmoothieException(
                    "%s: broken YAML: it is larger, or nested deeper, than any list of generators".formatted(file), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new SmoothieException("%s: no such file".formatted(file), e);
        } catch (CharacterCodingException e) {
            throw new SmoothieException("%s: expected YAML, found bytes that are not UTF-8".formatted(file), e);
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s".formatted(file, IoReason.of(e)), e);
        }
    }

    private static GeneratorSpec spec(String where, Object entry, boolean judge) {
        if (!(entry instanceof Map<?, ?> map)) {
            throw new SmoothieException("%s: expected name, plugin and more as key: value".formatted(where));
        }
        Map<String, Object> given = texts(map);
        String subject = given.get("name") instanceof String name
                ? "%s ('%s')".formatted(where, JsonCursor.excerpt(name, LONGEST_NAME))
                : where;
        Map<String, Object> options = options(subject, given.remove("options"));
        Options values = Options.of(subject, KNOWN, given);
        var limits = new Limits(Math.toIntExact(values.require(CONCURRENCY)),
                values.get(RATE).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                Math.toIntExact(values.require(ATTEMPTS)), values.require(BACKOFF), values.require(OUTAGE));
        return new GeneratorSpec(name(subject, given, values), values.require(PLUGIN), options,
                judge ? reviewPrompt(subject, values) : new Template(values.require(PROMPT)),
                values.get(SYSTEM).filter(_ -> !judge).map(Template::new),
                values.get(PRICE).map(price -> price(subject, price)), limits);
    }

    private static Template reviewPrompt(String subject, Options values) {
        var prompt = new Template(values.require(REVIEW_PROMPT));
        if (!prompt.names().contains(ReviewSheet.ANSWERS)) {
            throw new SmoothieException(
                    "%s: 'review-prompt' has no {answers}, where the answers to review are filled in".formatted(
                            subject));
        }
        return prompt;
    }

    /**
     * The name of a generator. It is printed in tables and is a key in files, so it must be one line of text, used as
     * it was written.
     */
    private static String name(String where, Map<String, Object> given, Options values) {
        String name = values.require(NAME);
        if (!(given.get(NAME.key()) instanceof String) || name.chars().anyMatch(Character::isISOControl)) {
            throw new SmoothieException(
                    "%s: 'name' must be a line of text; put quotes around one that YAML takes for a number".formatted(
                            where));
        }
        return name;
    }

    private static Map<String, Object> options(String subject, Object options) {
        return switch (options) {
            case null -> Map.of();
            case Map<?, ?> map -> texts(map);
            default -> throw new SmoothieException("%s: 'options' must be key: value".formatted(subject));
        };
    }

    /** The entries of a map with their keys as texts. A key without a value counts as absent. */
    private static Map<String, Object> texts(Map<?, ?> map) {
        var texts = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> {
            if (value != null) {
                texts.put(String.valueOf(key), value);
            }
        });
        return texts;
    }

    private static Price price(String subject, Map<String, String> price) {
        try {
            if (Set.of("input", "output").equals(price.keySet())) {
                return new Price(Double.parseDouble(price.get("input")), Double.parseDouble(price.get("output")));
            }
        } catch (IllegalArgumentException _) {
            // Reported below.
        }
        throw new SmoothieException(
                "%s: 'price' must be {input: NUMBER, output: NUMBER}, money for a million tokens each, from 0 to %.0e"
                        .formatted(
                                subject, Price.MOST));
    }

    /** The prices of those generators that have one, by name. */
    public static Map<String, Price> prices(List<GeneratorSpec> specs) {
        var prices = new LinkedHashMap<String, Price>();
        specs.forEach(spec -> spec.price().ifPresent(price -> prices.put(spec.name(), price)));
        return prices;
    }
}

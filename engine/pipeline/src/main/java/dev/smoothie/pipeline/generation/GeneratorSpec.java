package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.Prompt;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A generator as {@code models.yaml} describes it: the language model, the prompt, the price and the limits. One model
 * with two prompts is two generators.
 *
 * @param name
 *            of the generator in files of outputs, unique in the file
 * @param plugin
 *            the name of the language model, as a plugin offers it
 * @param options
 *            of the language model, as YAML read them
 * @param prompt
 *            the text that the user says
 * @param system
 *            the text that the system says
 * @param price
 *            what it charges, if that is known
 * @param limits
 *            how it may be asked
 */
public record GeneratorSpec(String name, String plugin, Map<String, Object> options, Template prompt,
        Optional<Template> system, Optional<Price> price, Limits limits) {

    public GeneratorSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(plugin, "plugin");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(price, "price");
        Objects.requireNonNull(limits, "limits");
    }

    /** The prompt for a sample. */
    Prompt prompt(String sample, Map<String, String> fields) {
        return new Prompt(sample, prompt.fill(fields), system.map(text -> text.fill(fields)));
    }

    /** The fields of a sample that the prompts use. */
    public Set<String> fields() {
        Set<String> fields = new TreeSet<>(prompt.names());
        system.ifPresent(text -> fields.addAll(text.names()));
        return fields;
    }
}

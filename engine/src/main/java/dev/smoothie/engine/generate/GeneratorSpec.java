package dev.smoothie.engine.generate;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a {@code models.yaml} says about one generator. One model with two prompts is two generators.
 *
 * @param name
 *            its name in the generations, unique in the file
 * @param plugin
 *            the name of the language model's factory
 * @param options
 *            of that factory, as YAML read them
 * @param prompt
 *            what the user says
 * @param system
 *            what the system says
 * @param price
 *            what it charges, where that is known
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

    /** The fields of a sample that its prompts ask for. */
    public Set<String> fields() {
        Set<String> fields = new TreeSet<>(prompt.names());
        system.ifPresent(text -> fields.addAll(text.names()));
        return fields;
    }
}

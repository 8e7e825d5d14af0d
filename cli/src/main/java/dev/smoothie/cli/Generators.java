package dev.smoothie.cli;

import dev.smoothie.engine.generate.Generator;
import dev.smoothie.engine.generate.GeneratorSpec;
import dev.smoothie.engine.plugin.Offer;
import dev.smoothie.engine.plugin.Plugins;
import dev.smoothie.engine.plugin.Role;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.List;

/** Generators whose language models are open; closes them. */
final class Generators implements AutoCloseable {
    private final List<Generator> open = new ArrayList<>();

    private Generators() {}

    /**
     * Opens the language model of each.
     *
     * @throws SmoothieException
     *             naming the generator whose model cannot be had
     */
    static Generators open(List<GeneratorSpec> specs, Plugins plugins) {
        var generators = new Generators();
        try {
            for (GeneratorSpec spec : specs) {
                generators.open.add(open(spec, plugins));
            }
            return generators;
        } catch (RuntimeException e) {
            generators.close();
            throw e;
        }
    }

    private static Generator open(GeneratorSpec spec, Plugins plugins) {
        try {
            Offer<LanguageModelFactory, LanguageModel> offer = plugins.offer(Role.LANGUAGE_MODEL, spec.plugin());
            return Generator.of(spec, offer.factory().options(), offer.open(spec.options()));
        } catch (SmoothieException e) {
            throw new SmoothieException("generator '%s': %s".formatted(spec.name(), e.getMessage()), e);
        }
    }

    List<Generator> all() {
        return List.copyOf(open);
    }

    @Override
    public void close() {
        open.forEach(generator -> generator.model().close());
        open.clear();
    }
}

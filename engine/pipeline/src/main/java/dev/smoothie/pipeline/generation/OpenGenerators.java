package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.plugins.Offer;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Generators whose language models are open. Closing it closes the models. */
public final class OpenGenerators implements AutoCloseable {
    private final List<Generator> open = new ArrayList<>();

    private final Consumer<String> notes;

    private OpenGenerators(Consumer<String> notes) {
        this.notes = notes;
    }

    /**
     * Opens the language model of each generator.
     *
     * @param notes
     *            is told what closing a model failed with
     * @throws SmoothieException
     *             if a model cannot be opened; the message names its generator
     */
    public static OpenGenerators open(List<GeneratorSpec> specs, Plugins plugins,
            Consumer<String> notes) {
        var generators = new OpenGenerators(notes);
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

    /** The generators, in the order of their specifications. */
    public List<Generator> all() {
        return List.copyOf(open);
    }

    /** Closes all models. What one of them fails with is passed on as a note: the answers are there already. */
    @Override
    public void close() {
        for (Generator generator : open) {
            try {
                generator.model().close();
            } catch (SmoothieException e) {
                notes.accept("closing: generator '%s': %s".formatted(generator.spec().name(), e.getMessage()));
            }
        }
        open.clear();
    }
}

package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.FieldsReader;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.Prompt;
import dev.smoothie.spi.SmoothieException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Makes the prompts of one generator, in the order of the samples, in one pass over the texts. Any number of threads
 * may take prompts from it; no texts are kept.
 */
final class Feed implements AutoCloseable {
    private static final String INPUT = "input";
    private static final String ID = "id";

    private final GeneratorSpec generator;
    private final Inquiry inquiry;
    private final Set<String> names;
    /** Stands for an input that is not there. */
    private final Optional<String> otherwise;
    private final SampleReader samples;
    private final Optional<FieldsReader> fields;
    private int next;

    Feed(Dataset dataset, GeneratorSpec generator, Inquiry inquiry) {
        this(dataset, generator, inquiry, Optional.empty());
    }

    /** The prompts as they will be when each sample has an input. */
    static Feed ofSamplesWithInputs(Dataset dataset, GeneratorSpec generator, Inquiry inquiry) {
        return new Feed(dataset, generator, inquiry, Optional.of(""));
    }

    private Feed(Dataset dataset, GeneratorSpec generator, Inquiry inquiry, Optional<String> otherwise) {
        this.otherwise = otherwise;
        this.generator = generator;
        this.inquiry = inquiry;
        this.names = generator.fields();
        var others = new TreeSet<>(names);
        others.remove(INPUT);
        others.remove(ID);
        others.removeAll(inquiry.names());
        this.samples = dataset.open();
        this.fields = others.isEmpty() ? Optional.empty() : Optional.of(dataset.source().openFields(others));
    }

    /**
     * A prompt and the sample that it belongs to.
     *
     * @param sample
     *            the index of the sample
     * @param prompt
     *            what to ask the generator
     * @param check
     *            refuses answers that are of no use
     */
    record Item(int sample, Prompt prompt, UnaryOperator<Outcome> check) {}

    /**
     * The next prompt; empty after the last.
     *
     * @throws SmoothieException
     *             if the sample lacks a field that the generator's prompts ask for
     */
    synchronized Optional<Item> next() {
        if (!samples.hasNext()) {
            return Optional.empty();
        }
        Sample sample = samples.next();
        Map<String, String> values = new LinkedHashMap<>(fields.map(FieldsReader::next).orElse(Map.of()));
        sample.input().or(() -> otherwise).ifPresent(input -> values.put(INPUT, input));
        values.put(ID, sample.id().text());
        Inquiry.Question question = inquiry.about(sample, generator);
        values.putAll(question.fields());
        for (String name : names) {
            if (!values.containsKey(name)) {
                throw new SmoothieException(
                        "%s: sample %s has no text, number or truth value \"%s\", and the prompt of generator '%s' asks for {%s}; write {{%s}} for the braces themselves"
                                .formatted(sample.where(), sample.id(), name, generator.name(), name, name));
            }
        }
        return Optional.of(new Item(next++, generator.prompt(sample.id().text(), values), question.check()));
    }

    @Override
    public void close() {
        samples.close();
        fields.ifPresent(FieldsReader::close);
    }
}

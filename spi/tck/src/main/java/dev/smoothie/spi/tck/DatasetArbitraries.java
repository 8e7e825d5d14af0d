package dev.smoothie.spi.tck;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * jqwik arbitraries for datasets in Smoothie's JSON Lines, for property tests of what reads, filters or routes them:
 * texts of any characters, outputs that are empty, missing or not mentioned, repeats, samples with and without id,
 * input, scores and references.
 */
public final class DatasetArbitraries {

    private DatasetArbitraries() {}

    /** The lines of {@link #datasets}; with a line feed after each they are a file. */
    public static Arbitrary<List<String>> lines(int maxSamples, int maxGenerators) {
        return datasets(maxSamples, maxGenerators)
                .map(samples -> samples.stream().map(DatasetLine::json).toList());
    }

    /**
     * Datasets of 1..maxSamples samples by 3..maxGenerators generators. The first sample mentions all generators.
     * Either all samples have ids, or none.
     */
    public static Arbitrary<List<DatasetLine>> datasets(int maxSamples, int maxGenerators) {
        Arbitrary<List<String>> names = Arbitraries.strings().alpha().numeric().withChars("-._ \"\\é").ofMinLength(1)
                .ofMaxLength(8).filter(name -> !name.isBlank()).list().uniqueElements().ofMinSize(3)
                .ofMaxSize(maxGenerators);
        return Combinators.combine(names, Arbitraries.of(true, false)).flatAs(
                (generators, ids) -> sample(generators).list().ofMinSize(1).ofMaxSize(maxSamples)
                        .map(samples -> dataset(samples, generators, ids)));
    }

    /** A sample without its place in the dataset: outputs and scores by generator, empty if there are none. */
    private record Draft(String id, Optional<String> input, List<Optional<List<String>>> outputs,
            List<Optional<Double>> scores, List<String> references, boolean escaped) {}

    private static Arbitrary<Draft> sample(List<String> generators) {
        Arbitrary<String> texts = Arbitraries.strings().all().ofMaxLength(30).map(DatasetArbitraries::wellFormed);
        Arbitrary<List<String>> repeats = texts.injectNull(0.15).list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<Double> score = Arbitraries.doubles().between(-1e6, 1e6);
        int m = generators.size();
        return Combinators.combine(texts, texts.optional(), repeats.optional(0.9).list().ofSize(m),
                score.optional(0.7).list().ofSize(m), texts.list().ofMaxSize(2), Arbitraries.of(true, false))
                .as(Draft::new);
    }

    private static List<DatasetLine> dataset(List<Draft> samples, List<String> generators, boolean ids) {
        var lines = new ArrayList<DatasetLine>();
        for (Draft sample : samples) {
            Map<String, List<String>> generations = new LinkedHashMap<>();
            Map<String, Double> scores = new LinkedHashMap<>();
            for (int i = 0; i < generators.size(); i++) {
                String generator = generators.get(i);
                sample.outputs.get(i).or(() -> lines.isEmpty() ? Optional.of(missing()) : Optional.empty())
                        .ifPresent(outputs -> generations.put(generator, outputs));
                sample.scores.get(i).ifPresent(score -> scores.put(generator, score));
            }
            // The number makes the id unique.
            Optional<String> id = ids ? Optional.of(lines.size() + ":" + sample.id) : Optional.empty();
            lines.add(new DatasetLine(id, sample.input, generations, scores, sample.references, sample.escaped));
        }
        return lines;
    }

    private static List<String> missing() {
        var one = new ArrayList<String>();
        one.add(null);
        return one;
    }

    /** Replaces lone surrogates, which cannot be written in UTF-8; pairs stay. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    }
}

package dev.smoothie.pipeline;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.embedding.AnswerText;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.views.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The outputs of one generator in one run.
 *
 * @param ids
 *            of the samples
 * @param texts
 *            of each sample, what the view finds in its outputs, by repeat; empty where that is nothing
 * @param lengths
 *            of each sample, the mean characters of its outputs; NaN where there are none
 */
record RunTexts(List<String> ids, List<List<Optional<String>>> texts, double[] lengths) {

    private record Read(String id, List<Optional<String>> texts, double length) {}

    /** Reads all outputs once. */
    static RunTexts of(Dataset dataset, String generator, View view, Comparison compare, Workers workers) {
        var read = new ArrayList<Read>(dataset.size());
        dataset.inBlocks(workers, Extra.NOTHING, block -> read(block, generator, view, compare), read::addAll);
        return new RunTexts(read.stream().map(Read::id).toList(), read.stream().map(Read::texts).toList(),
                read.stream().mapToDouble(Read::length).toArray());
    }

    private static List<Read> read(SampleBlock block, String generator, View view, Comparison compare) {
        return IntStream.range(0, block.size()).mapToObj(rank -> {
            Sample sample = block.get(rank).sample();
            List<String> outputs = sample.generations().getOrDefault(generator, List.of());
            List<Optional<String>> texts = outputs.stream().map(Optional::ofNullable)
                    .map(output -> output.flatMap(text -> view.apply(sample.input(), text)).map(String::strip)
                            .filter(text -> !text.isEmpty())
                            .map(text -> compare == Comparison.EQUALITY ? AnswerText.normalised(text) : text))
                    .toList();
            return new Read(sample.id().text(), texts, outputs.stream().filter(text -> text != null)
                    .mapToInt(String::length).average().orElse(Double.NaN));
        }).toList();
    }

    /** Which repeats of a sample say something. */
    int[] said(int sample) {
        List<Optional<String>> found = texts.get(sample);
        return IntStream.range(0, found.size()).filter(repeat -> found.get(repeat).isPresent()).toArray();
    }

    /** Whether the generator has outputs for a sample, whatever they say. */
    boolean answered(int sample) {
        return !Double.isNaN(lengths[sample]);
    }
}

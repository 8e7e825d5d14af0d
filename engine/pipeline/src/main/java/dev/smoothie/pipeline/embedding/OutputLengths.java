package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.formats.SampleText;
import dev.smoothie.pipeline.samples.Extra;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Measures how long the outputs of each generator are: the whole outputs, not what a view takes of them. */
public final class OutputLengths {
    /** About so many samples are looked at, evenly over the set: enough for a mean. */
    private static final int SAMPLES = 4096;

    private OutputLengths() {}

    /**
     * The mean number of characters of the outputs of each of {@code generators}; NaN where there are none. Of a large set
     * only some samples are looked at.
     */
    public static double[] of(Dataset dataset, List<String> generators, Workers workers) {
        double[] sums = new double[2 * generators.size()];
        int every = Math.max(1, dataset.size() / SAMPLES);
        dataset.inBlocks(workers, Extra.NOTHING, block -> sums(block, generators, every), part -> {
            for (int k = 0; k < sums.length; k++) {
                sums[k] += part[k];
            }
        });
        double[] means = new double[generators.size()];
        Arrays.setAll(means, i -> sums[2 * i] / sums[2 * i + 1]); // 0/0 is NaN
        return means;
    }

    private static double[] sums(SampleBlock block, List<String> generators, int every) {
        double[] sums = new double[2 * generators.size()];
        for (int rank = 0; rank < block.size(); rank++) {
            SampleText text = block.get(rank);
            if (text.index() % every == 0) {
                add(text.sample().generations(), generators, sums);
            }
        }
        return sums;
    }

    private static void add(Map<String, List<String>> outputs, List<String> generators, double[] sums) {
        for (int i = 0; i < generators.size(); i++) {
            for (String output : outputs.getOrDefault(generators.get(i), List.of())) {
                if (output != null) {
                    sums[2 * i] += output.length();
                    sums[2 * i + 1]++;
                }
            }
        }
    }
}

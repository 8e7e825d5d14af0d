package dev.smoothie.pipeline.truth;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;

/** How long outputs are, which is one of the things that are learned from. */
public final class OutputLengths {

    private OutputLengths() {}

    /** How many characters each output has, {@code [n, m]}; the mean over its repeats; NaN where there is none. */
    public static Matrix read(Arena arena, Dataset dataset, List<String> generators, Workers workers) {
        Matrix lengths = Matrix.allocate(arena, dataset.size(), generators.size());
        dataset.inBlocks(workers, Extra.NOTHING, block -> {
            for (int rank = 0; rank < block.size(); rank++) {
                lengths.write(block.get(rank).index(), of(block.get(rank).sample(), generators));
            }
            return block.size();
        }, _ -> {});
        return lengths;
    }

    /** How many characters the outputs of a sample have, {@code [m]}. */
    static double[] of(Sample sample, List<String> generators) {
        return generators.stream().mapToDouble(generator -> sample.generations().getOrDefault(generator, List.of())
                .stream().filter(Objects::nonNull).mapToInt(String::length).average().orElse(Double.NaN)).toArray();
    }
}

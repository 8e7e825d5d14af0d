package dev.smoothie.pipeline;

import dev.smoothie.core.route.Costs;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.formats.Dataset;
import java.util.List;

/** Means over the samples of a state and over those that are added to it. */
final class Merged {

    private Merged() {}

    /**
     * What answers cost, on average.
     *
     * @param read
     *            of the added samples, whose first generators are those of the state
     */
    static Costs costs(FittedManifest state, Costs read) {
        double[] perInput = read.perInput().clone();
        long[] outputs = read.outputs().clone();
        long[] estimated = read.estimated().clone();
        for (int generator = 0; generator < state.generators().size(); generator++) {
            long before = state.costs().outputs()[generator];
            perInput[generator] = mean(state.costs().perInput()[generator], before, perInput[generator],
                    outputs[generator]);
            outputs[generator] += before;
            estimated[generator] += state.costs().estimated()[generator];
        }
        return new Costs(perInput, outputs, estimated);
    }

    /**
     * How long outputs are, on average.
     *
     * @param read
     *            of the added samples, for {@code generators}, whose first are those of the state
     */
    static double[] lengths(FittedState state, Dataset dataset, List<String> generators, double[] read) {
        double[] lengths = read.clone();
        for (int generator = 0; generator < state.generators().size(); generator++) {
            lengths[generator] = mean(state.manifest().lengths()[generator],
                    outputs(state.samples().requireGenerations(), generator), read[generator],
                    outputs(dataset, generators.get(generator)));
        }
        return lengths;
    }

    private static double mean(double one, long times, double other, long otherTimes) {
        if (times == 0 || Double.isNaN(one)) {
            return other;
        }
        return otherTimes == 0 || Double.isNaN(other)
                ? one
                : (one * times + other * otherTimes) / (times + otherTimes);
    }

    private static long outputs(Generations outputs, int generator) {
        long count = 0;
        for (int sample = 0; sample < outputs.samples(); sample++) {
            for (int repeat = 0; repeat < outputs.repeats(); repeat++) {
                count += outputs.presence().present(sample, repeat, generator)
                        || outputs.silent().present(sample, repeat, generator) ? 1 : 0;
            }
        }
        return count;
    }

    private static long outputs(Dataset dataset, String generator) {
        long count = 0;
        if (dataset.generators().contains(generator)) {
            int column = dataset.index(generator);
            for (int sample = 0; sample < dataset.size(); sample++) {
                for (int repeat = 0; repeat < dataset.repeats(); repeat++) {
                    count += dataset.present(sample, repeat, column) ? 1 : 0;
                }
            }
        }
        return count;
    }
}

package dev.smoothie.pipeline.costs;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.generation.Price;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Finds out what the outputs of each generator cost. */
public final class CostReader {

    private CostReader() {}

    /**
     * Reads the costs that the samples state, and estimates those that they do not state from prices
     * ({@link Price#estimate}). A missing output is not counted. The samples are read once, or not at all if they state
     * no costs and there are no prices.
     *
     * @param generators
     *            the generators, in the order of the columns
     * @param prices
     *            of any of the generators, by name; prices of other generators are ignored
     * @throws dev.smoothie.spi.SmoothieException
     *             if a cost is not a number of at least 0, with file and line
     */
    public static Costs read(Dataset dataset, List<String> generators, Map<String, Price> prices, Workers workers) {
        int m = generators.size();
        double[] sums = new double[m];
        long[] outputs = new long[m];
        long[] estimated = new long[m];
        if (dataset.mentionsCosts() || generators.stream().anyMatch(prices::containsKey)) {
            dataset.inBlocks(workers, Extra.COSTS, block -> {
                var costs = new ArrayList<Paid>(block.size());
                for (int rank = 0; rank < block.size(); rank++) {
                    costs.add(paid(block.get(rank).sample(), generators, prices));
                }
                return costs;
            }, block -> {
                for (Paid sample : block) {
                    for (int generator = 0; generator < m; generator++) {
                        if (!Double.isNaN(sample.costs[generator])) {
                            sums[generator] += sample.costs[generator];
                            outputs[generator]++;
                            estimated[generator] += sample.stated[generator] ? 0 : 1;
                        }
                    }
                }
            });
        }
        Arrays.setAll(sums, generator -> sums[generator] / outputs[generator]);
        return new Costs(sums, outputs, estimated);
    }

    /**
     * What each output cost, {@code [n, m]}: as the sample states it, otherwise estimated from prices; where neither is
     * known, what the outputs of its generator cost on average.
     *
     * @param arena
     *            owns the result
     * @param means
     *            the costs of the generators, complete
     */
    public static Matrix each(Arena arena, Dataset dataset, List<String> generators, Map<String, Price> prices,
            Costs means, Workers workers) {
        Matrix each = Matrix.allocate(arena, dataset.size(), generators.size());
        dataset.inBlocks(workers, Extra.COSTS, block -> {
            for (int rank = 0; rank < block.size(); rank++) {
                double[] costs = paid(block.get(rank).sample(), generators, prices).costs;
                Arrays.setAll(costs,
                        generator -> Double.isNaN(costs[generator]) ? means.perInput()[generator] : costs[generator]);
                each.write(block.get(rank).index(), costs);
            }
            return block.size();
        }, _ -> {});
        return each;
    }

    /** What the outputs of one sample cost, NaN where that is not known, and whether the sample states it. */
    private record Paid(double[] costs, boolean[] stated) {}

    private static Paid paid(Sample sample, List<String> generators, Map<String, Price> prices) {
        double[] costs = new double[generators.size()];
        boolean[] stated = new boolean[costs.length];
        for (int generator = 0; generator < costs.length; generator++) {
            costs[generator] = cost(sample, generators.get(generator), prices);
            stated[generator] = sample.costs().containsKey(generators.get(generator));
        }
        return new Paid(costs, stated);
    }

    /** What the first output of a generator for a sample cost; NaN if that is not known, or there is no output. */
    private static double cost(Sample sample, String generator, Map<String, Price> prices) {
        Price price = prices.get(generator);
        return sample.output(generator).map(answer -> {
            if (sample.costs().containsKey(generator)) {
                return sample.costs().get(generator);
            }
            return price == null ? Double.NaN : price.estimate(sample.input().orElse(""), answer);
        }).orElse(Double.NaN);
    }
}

package dev.smoothie.engine.route;

import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.Sample;
import dev.smoothie.engine.data.SampleReader;
import dev.smoothie.engine.generate.Price;
import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What an answer of each generator is expected to cost: the mean over the outputs whose cost is known. Immutable; the arrays
 * must not be written to.
 *
 * @param perInput
 *            money for one answer, {@code [m]}; at least 0, NaN where nothing is known
 * @param outputs
 *            of how many outputs that is the mean, {@code [m]}
 * @param estimated
 *            for how many of them it was estimated from prices and the lengths of the texts, {@code [m]}
 */
public record Costs(double[] perInput, long[] outputs, long[] estimated) {

    /** Costs are told for a thousand inputs: that of one is a number with many zeros. */
    public static final int THOUSAND = 1000;

    public Costs {
        if (perInput.length != outputs.length || perInput.length != estimated.length) {
            throw new IllegalArgumentException("costs of %d generators, from outputs of %d, estimated for %d"
                    .formatted(perInput.length, outputs.length, estimated.length));
        }
        for (double cost : perInput) {
            if (cost < 0 || Double.isInfinite(cost)) {
                throw new IllegalArgumentException("a cost must be a finite number of at least 0, got " + cost);
            }
        }
    }

    /** The same, for costs that are simply given, {@code [m]}. */
    public static Costs of(double... perInput) {
        return new Costs(perInput.clone(), new long[perInput.length], new long[perInput.length]);
    }

    /**
     * Reads what the samples say about the cost of their outputs, and estimates it from prices where they say nothing
     * ({@link Price#estimate}). An output that is missing counts for nothing. Reads the samples once, or not at all where
     * they mention no costs and there are no prices.
     *
     * @param generators
     *            the columns
     * @param prices
     *            of some generators or none; of others than the columns they are not looked at
     * @throws SmoothieException
     *             if a cost is not a number of at least 0, with file and line
     */
    public static Costs read(Dataset dataset, List<String> generators, Map<String, Price> prices) {
        int m = generators.size();
        double[] sums = new double[m];
        long[] outputs = new long[m];
        long[] estimated = new long[m];
        if (dataset.mentionsCosts() || generators.stream().anyMatch(prices::containsKey)) {
            try (SampleReader samples = dataset.openCosted()) {
                while (samples.hasNext()) {
                    Sample sample = samples.next();
                    for (int generator = 0; generator < m; generator++) {
                        String name = generators.get(generator);
                        double cost = cost(sample, name, prices);
                        if (!Double.isNaN(cost)) {
                            sums[generator] += cost;
                            outputs[generator]++;
                            estimated[generator] += sample.costs().containsKey(name) ? 0 : 1;
                        }
                    }
                }
            }
        }
        Arrays.setAll(sums, generator -> sums[generator] / outputs[generator]);
        return new Costs(sums, outputs, estimated);
    }

    /** NaN where it is not known, or there is no output. */
    private static double cost(Sample sample, String generator, Map<String, Price> prices) {
        Price price = prices.get(generator);
        return sample.output(generator).map(answer -> {
            if (sample.costs().containsKey(generator)) {
                return sample.costs().get(generator);
            }
            return price == null ? Double.NaN : price.estimate(sample.input().orElse(""), answer);
        }).orElse(Double.NaN);
    }

    /** These, and where they know nothing of a generator what {@code others} know. */
    public Costs or(Costs others) {
        double[] merged = perInput.clone();
        long[] from = outputs.clone();
        long[] ofWhich = estimated.clone();
        for (int generator = 0; generator < merged.length; generator++) {
            if (Double.isNaN(merged[generator])) {
                merged[generator] = others.perInput[generator];
                from[generator] = others.outputs[generator];
                ofWhich[generator] = others.estimated[generator];
            }
        }
        return new Costs(merged, from, ofWhich);
    }

    /** Money for a thousand answers of a generator; NaN where nothing is known. */
    public double perThousand(int generator) {
        return THOUSAND * perInput[generator];
    }

    /** Of how many generators the cost is known. */
    public int known() {
        return (int) IntStream.range(0, perInput.length).filter(generator -> !Double.isNaN(perInput[generator]))
                .count();
    }

    /** Whether any of it is an estimate. */
    public boolean areEstimates() {
        return Arrays.stream(estimated).anyMatch(count -> count > 0);
    }

    /** Whether the cost of every generator is known. */
    public boolean complete() {
        return known() == perInput.length;
    }

    /**
     * Checks that the cost of every generator is known.
     *
     * @param why
     *            who needs it, as in "--budget 2"
     * @throws SmoothieException
     *             naming the first generator of which it is not
     */
    public void require(List<String> generators, String why) {
        for (int generator = 0; generator < perInput.length; generator++) {
            if (Double.isNaN(perInput[generator])) {
                throw new SmoothieException(
                        "%s needs the cost of every generator, and nothing is known of that of \"%s\" (%d of %d are known); say what its outputs cost, as in \"cost\": {\"%s\": 0.0012} beside their \"generations\""
                                .formatted(why, generators.get(generator), known(), perInput.length,
                                        generators.get(generator)));
            }
        }
    }
}

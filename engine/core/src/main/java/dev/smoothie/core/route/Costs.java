package dev.smoothie.core.route;

import dev.smoothie.core.failure.CoreException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an answer of each generator is expected to cost: the mean over the outputs whose cost is known. Immutable; the
 * arrays must not be written to.
 *
 * @param perInput
 *            money for one answer, {@code [m]}; at least 0, NaN where nothing is known
 * @param outputs
 *            of how many outputs that is the mean, {@code [m]}
 * @param estimated
 *            for how many of them it was estimated from prices and the lengths of the texts, {@code [m]}
 */
public record Costs(double[] perInput, long[] outputs, long[] estimated) {

    /** Costs are printed for a thousand inputs, because the cost of one is a number with many zeros. */
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

    /** These costs; for a generator whose cost is not known here, that of {@code others}. */
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

    /** Whether any cost is an estimate. */
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
     * @throws CoreException
     *             naming the first generator of which it is not
     */
    public void require(List<String> generators, String why) {
        for (int generator = 0; generator < perInput.length; generator++) {
            if (Double.isNaN(perInput[generator])) {
                throw new CoreException(
                        "%s needs the cost of every generator, and nothing is known of that of \"%s\" (%d of %d are known); say what its outputs cost, as in \"cost\": {\"%s\": 0.0012} beside their \"generations\""
                                .formatted(why, generators.get(generator), known(), perInput.length,
                                        generators.get(generator)));
            }
        }
    }
}

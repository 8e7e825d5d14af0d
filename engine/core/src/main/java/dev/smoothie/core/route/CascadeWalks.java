package dev.smoothie.core.route;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Panel;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router.Eligible;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a {@link Cascade} does with the samples of a set whose outputs are known, at every threshold at once: each sample
 * is asked to the end, and it is kept what would have been accepted after each answer. Immutable.
 */
public final class CascadeWalks {
    private static final int BLOCK = 64;

    /**
     * One sample after each answer with which it may end.
     *
     * @param reach
     *            the largest threshold at which it ends here or before, ascending
     * @param generator
     *            whose output is accepted; {@link Router#NONE} where none says anything
     * @param requests
     *            how many were asked
     * @param cost
     *            what they cost
     * @param whole
     *            whether all have been asked at the end; otherwise the output that is asked for next is not known
     */
    private record Walk(double[] reach, int[] generator, int[] requests, double[] cost, boolean whole) {}

    private final Walk[] walks;

    private CascadeWalks(Walk[] walks) {
        this.walks = walks;
    }

    /**
     * Walks through all samples.
     *
     * @param cascades
     *            the cascade for each sample; its threshold does not matter
     * @param panels
     *            the outputs of each sample that say something
     * @param known
     *            whether it is known what a generator answered, if only silence. A sample is walked until it asks for an
     *            output that is not
     * @param paid
     *            what each answer costs, {@code [n, m]}
     */
    public static CascadeWalks of(int samples, IntFunction<Cascade> cascades, IntFunction<Panel> panels, Eligible known,
            Matrix paid, Workers workers) {
        var walks = new Walk[samples];
        workers.forBlocks(samples, BLOCK, (from, to) -> {
            for (int sample = (int) from; sample < to; sample++) {
                walks[sample] = walk(sample, cascades.apply(sample), panels.apply(sample), known, paid);
            }
        });
        return new CascadeWalks(walks);
    }

    private static Walk walk(int sample, Cascade cascade, Panel panel, Eligible known, Matrix paid) {
        List<Integer> order = cascade.order();
        var asked = new BitSet();
        var looks = new ArrayList<Cascade.Look>();
        var requests = new ArrayList<Integer>();
        var costs = new ArrayList<Double>();
        double cost = 0;
        int next = 0;
        while (next < order.size() && known.test(sample, order.get(next))) {
            int generator = order.get(next++);
            asked.set(generator);
            cost += paid.get(sample, generator);
            Panel there = panel.only(asked::get);
            boolean last = next == order.size();
            if (there.size() >= 2 || last) {
                looks.add(there.size() == 0
                        ? new Cascade.Look(Router.NONE, 0, 0)
                        : cascade.look(there, order.subList(next, order.size())));
                requests.add(next);
                costs.add(cost);
            }
        }
        double[] reach = new double[looks.size()];
        for (int step = 0; step < reach.length; step++) {
            reach[step] = Math.max(looks.get(step).reach(), step == 0 ? 0 : reach[step - 1]);
        }
        return new Walk(reach, looks.stream().mapToInt(Cascade.Look::generator).toArray(),
                requests.stream().mapToInt(Integer::intValue).toArray(),
                costs.stream().mapToDouble(Double::doubleValue).toArray(), next == order.size());
    }

    /** How many samples there are. */
    public int samples() {
        return walks.length;
    }

    /**
     * How a sample ends.
     *
     * @param generator
     *            whose output is accepted; {@link Router#NONE} where none says anything
     * @param requests
     *            how many were asked
     * @param cost
     *            what they cost
     * @param known
     *            whether everything is known that was asked for; if not, the rest means nothing
     */
    public record End(int generator, int requests, double cost, boolean known) {}

    /** How a sample ends at a threshold. */
    public End end(int sample, double threshold) {
        Walk walk = walks[sample];
        for (int step = 0; step < walk.reach.length; step++) {
            if (walk.reach[step] >= threshold || (walk.whole && step == walk.reach.length - 1)) {
                return new End(walk.generator[step], walk.requests[step], walk.cost[step], true);
            }
        }
        return new End(Router.NONE, 0, 0, false);
    }

    /** Every threshold in [0, 1] at which something changes, as a sample could see it; unordered, with repeats. */
    double[] reaches() {
        var found = new ArrayList<double[]>();
        int count = 0;
        for (Walk walk : walks) {
            found.add(walk.reach);
            count += walk.reach.length;
        }
        double[] all = new double[count];
        int at = 0;
        for (double[] reach : found) {
            System.arraycopy(reach, 0, all, at, reach.length);
            at += reach.length;
        }
        return all;
    }
}

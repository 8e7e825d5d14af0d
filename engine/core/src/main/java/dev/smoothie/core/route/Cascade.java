package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.Panel;
import dev.smoothie.core.estimate.PanelJudge;
import dev.smoothie.core.estimate.PanelJudge.Opinion;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Decides after each output of a sample whether one of them is accepted or who is asked next. The cheapest generators
 * are asked first, and at least two. The best output so far is accepted
 * <ul>
 * <li>when its support reaches the threshold (the probability that it is right, or for whole texts how much the others
 * agree with it),</li>
 * <li>when no answer of the others can change which is the best ({@link PanelJudge#settled}), unless the threshold is
 * above 1,</li>
 * <li>when all have been asked.</li>
 * </ul>
 * A generator that fails, or whose output says nothing, has been asked and does not count. Immutable; any number of
 * threads may use one object.
 */
public final class Cascade {
    /** A threshold that nothing reaches: everybody is asked. */
    public static final double EVERYBODY = 2;
    /** How many outputs there must be, as long as there is somebody to ask: one alone has nobody who agrees. */
    private static final int FEWEST = 2;

    private final PanelJudge judge;
    private final double threshold;
    private final List<Integer> order;

    /**
     * A cascade.
     *
     * @param costs
     *            what an answer of each generator is expected to cost, complete. Of two that cost the same the better is
     *            asked first
     * @param judge
     *            of the same generators
     * @param threshold
     *            at least 0; above 1 everybody is asked
     * @throws IllegalArgumentException
     *             if a cost is not known, or the threshold is not at least 0
     */
    public Cascade(Costs costs, PanelJudge judge, double threshold) {
        this(judge, threshold, order(costs, judge.global()));
    }

    private Cascade(PanelJudge judge, double threshold, List<Integer> order) {
        if (!(threshold >= 0)) {
            throw new IllegalArgumentException("a threshold must be at least 0, got " + threshold);
        }
        this.judge = judge;
        this.threshold = threshold;
        this.order = order;
    }

    private static List<Integer> order(Costs costs, double[] global) {
        double[] cost = costs.perInput();
        if (!costs.complete() || cost.length != global.length) {
            throw new IllegalArgumentException("costs of %d of %d generators".formatted(costs.known(), global.length));
        }
        return IntStream.range(0, cost.length).boxed().sorted(Comparator
                .<Integer>comparingDouble(generator -> cost[generator])
                .thenComparingDouble(generator -> global[generator]))
                .toList();
    }

    /** The same with another threshold. */
    public Cascade withThreshold(double other) {
        return new Cascade(judge, other, order);
    }

    /** The generators in the order in which they are asked. */
    public List<Integer> order() {
        return order;
    }

    /** What to do next. */
    public sealed interface Step {
        /** Ask these generators; they may be asked at the same time. */
        record Ask(List<Integer> generators) implements Step {}

        /**
         * Take the output of this generator.
         *
         * @param support
         *            in [0, 1]
         */
        record Accept(int generator, double support) implements Step {}

        /** All have been asked, and no output says anything. */
        record Nothing() implements Step {}
    }

    /**
     * What to do next with one sample.
     *
     * @param panel
     *            the outputs so far that say something
     * @param asked
     *            who has been asked and has answered or failed
     */
    public Step next(Panel panel, IntPredicate asked) {
        List<Integer> open = order.stream().filter(generator -> !asked.test(generator)).toList();
        if (panel.size() < FEWEST && !open.isEmpty()) {
            return new Step.Ask(open.subList(0, Math.min(open.size(), FEWEST - panel.size())));
        }
        if (panel.size() == 0) {
            return new Step.Nothing();
        }
        Look look = look(panel, open);
        return look.reach >= threshold || open.isEmpty()
                ? new Step.Accept(look.generator, look.support)
                : new Step.Ask(open.subList(0, 1));
    }

    /**
     * The best output so far.
     *
     * @param reach
     *            the largest threshold at which it is accepted although somebody could still be asked
     */
    record Look(int generator, double support, double reach) {}

    Look look(Panel panel, List<Integer> open) {
        Opinion opinion = judge.judge(panel);
        int best = best(judge, panel, opinion);
        double support = Math.clamp(opinion.support()[best], 0, 1);
        boolean settled = judge.settled(panel, best, open.stream().mapToInt(Integer::intValue).toArray());
        return new Look(panel.generators()[best], support, settled ? 1 : support);
    }

    /** The generator whose output is the best of a panel, which is not empty; ties are settled as the router does. */
    public static int pick(PanelJudge judge, Panel panel) {
        return panel.generators()[best(judge, panel, judge.judge(panel))];
    }

    /** The rank of the best output. */
    private static int best(PanelJudge judge, Panel panel, Opinion opinion) {
        double[] global = Arrays.stream(panel.generators()).mapToDouble(generator -> judge.global()[generator])
                .toArray();
        return new Router(Errors.same(opinion.errors()), global).route(1, (_, _) -> true)[0];
    }
}

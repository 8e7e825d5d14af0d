package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Panel;
import dev.smoothie.core.estimate.PanelConsensus;
import dev.smoothie.core.estimate.PanelVote;
import dev.smoothie.core.route.Cascade.Step.Accept;
import dev.smoothie.core.route.Cascade.Step.Ask;
import dev.smoothie.core.route.Cascade.Step.Nothing;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Cascades worked out by hand. */
class CascadeTest {
    /** Accuracies 0.8, 0.6, 0.7 and 0.9; asked in the order 1, 0, 2, 3. */
    private static final PanelVote VOTE = new PanelVote(new double[]{0.2, 0.4, 0.3, 0.1});
    private static final Costs COSTS = Costs.of(2, 1, 3, 10);

    private static Cascade cascade(double threshold) {
        return new Cascade(COSTS, VOTE, threshold);
    }

    private static Panel answers(int[] generators, int... answers) {
        return Panel.ofAnswers(generators, answers);
    }

    private static IntPredicate asked(int... generators) {
        return generator -> IntStream.of(generators).anyMatch(one -> one == generator);
    }

    private static Accept accepted(Cascade.Step step) {
        return assertInstanceOf(Accept.class, step);
    }

    @Test
    void theCheapestTwoAreAskedFirstAndAtOnce() {
        assertEquals(List.of(1, 0, 2, 3), cascade(0.5).order());
        assertEquals(new Ask(List.of(1, 0)), cascade(0.5).next(answers(new int[0]), asked()));
        assertEquals(new Ask(List.of(0)), cascade(0).next(answers(new int[]{1}, 7), asked(1)));
    }

    /** c − 1 = 1 answer, so weights log 4 and log 1.5: odds 4 · 1.5 to 1 for the answer that nobody gave. */
    @Test
    void twoThatAgreeAreAcceptedWhereThatIsProbableEnough() {
        Panel both = answers(new int[]{0, 1}, 5, 5);
        Accept found = accepted(cascade(6.0 / 7 - 1e-9).next(both, asked(0, 1)));
        assertEquals(0, found.generator()); // equal answers: the better generator's
        assertEquals(6.0 / 7, found.support(), 1e-12);
        assertEquals(new Ask(List.of(2)), cascade(6.0 / 7 + 1e-9).next(both, asked(0, 1)));
    }

    /** c − 1 = 2 answers: odds 8 and 3 to 1. */
    @Test
    void twoThatDisagreeAskTheNext() {
        Panel both = answers(new int[]{0, 1}, 5, 6);
        assertEquals(8.0 / 12, accepted(cascade(0.6).next(both, asked(0, 1))).support(), 1e-12);
        assertEquals(new Ask(List.of(2)), cascade(0.7).next(both, asked(0, 1)));
        // The third joins the second: odds 3 · 14/3 = 14 and 8 to 1.
        Panel three = answers(new int[]{0, 1, 2}, 5, 6, 6);
        Accept third = accepted(cascade(0.6).next(three, asked(0, 1, 2)));
        assertEquals(2, third.generator());
        assertEquals(14.0 / 23, third.support(), 1e-12);
    }

    @Test
    void whoFailsOrSaysNothingIsSkipped() {
        assertEquals(new Ask(List.of(0, 2)), cascade(0.5).next(answers(new int[0]), asked(1)));
        assertEquals(new Ask(List.of(2)), cascade(0.5).next(answers(new int[]{0}, 5), asked(0, 1)));
        // Alone at the end: as probable as its generator is accurate.
        assertEquals(0.8, accepted(cascade(0.99).next(answers(new int[]{0}, 5), asked(0, 1, 2, 3))).support(), 1e-12);
        assertEquals(new Nothing(), cascade(0.5).next(answers(new int[0]), asked(0, 1, 2, 3)));
    }

    @Test
    void whenAllAreAskedTheBestIsTaken() {
        // c − 1 = 4: odds 16, 6, 28/3 and 36 to 1.
        Panel all = answers(new int[]{0, 1, 2, 3}, 1, 2, 3, 4);
        Accept found = accepted(cascade(0.99).next(all, asked(0, 1, 2, 3)));
        assertEquals(3, found.generator());
        assertEquals(36 / (16 + 6 + 28.0 / 3 + 36 + 1), found.support(), 1e-12);
    }

    /** Three of four with equal accuracies agree: the fourth changes nothing, and is asked only above 1. */
    @Test
    void whatCannotChangeAnythingIsNotAsked() {
        var equal = new PanelVote(new double[]{0.3, 0.3, 0.3, 0.3});
        Panel three = answers(new int[]{0, 1, 2}, 5, 5, 5);
        assertEquals(0, accepted(new Cascade(COSTS, equal, 1).next(three, asked(0, 1, 2))).generator());
        assertEquals(new Ask(List.of(3)),
                new Cascade(COSTS, equal, Cascade.EVERYBODY).next(three, asked(0, 1, 2)));
        // One against one: the others decide.
        assertEquals(new Ask(List.of(2)),
                new Cascade(COSTS, equal, 1).next(answers(new int[]{0, 1}, 5, 6), asked(0, 1)));
        // A very good generator can overrule three bad ones: weights log 1.25 each, log 49 against them.
        var oneGood = new PanelVote(new double[]{0.45, 0.45, 0.45, 0.02});
        assertEquals(new Ask(List.of(3)), new Cascade(COSTS, oneGood, 1).next(three, asked(0, 1, 2)));
    }

    /** √θ of equal errors are equal: the support of a text is the mean nearness of the others. */
    @Test
    void textsAreJudgedByConsensus() {
        var judge = new PanelConsensus(new double[]{0.5, 0.5, 0.5, 0.5});
        var panel = new Panel(new int[]{0, 1, 2}, new double[][]{{1, 0.9, 0.2}, {0.9, 1, 0.4}, {0.2, 0.4, 1}});
        Accept found = accepted(new Cascade(COSTS, judge, 0.6).next(panel, asked(0, 1, 2)));
        assertEquals(1, found.generator()); // sums 2.1, 2.3 and 1.6
        assertEquals(0.65, found.support(), 1e-12);
        assertEquals(new Ask(List.of(3)), new Cascade(COSTS, judge, 0.66).next(panel, asked(0, 1, 2)));
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Cascade(Costs.of(1, Double.NaN, 1, 1), VOTE, 0.5));
        assertThrows(IllegalArgumentException.class, () -> new Cascade(Costs.of(1, 2), VOTE, 0.5));
        assertThrows(IllegalArgumentException.class, () -> cascade(-0.1));
        assertThrows(IllegalArgumentException.class, () -> cascade(Double.NaN));
        assertEquals(4, Arrays.stream(VOTE.global()).filter(error -> error > 0).count());
    }
}

package dev.smoothie.gateway.policies;

import dev.smoothie.core.route.Cascade;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;

/** What the policies ask a fitted state. Any number of threads may ask. */
public interface Adviser {

    /** The generators that were fitted. */
    List<String> generators();

    /**
     * What is expected for an input.
     *
     * @param errors
     *            of each generator; NaN where there is no estimate
     * @param quality
     *            of each generator
     * @param neighbors
     *            by how many fitted inputs
     */
    record Expected(double[] errors, double[] quality, int neighbors) {}

    /** The errors that are to be expected for an input. */
    Expected expect(String input);

    /**
     * The generator to ask; −1 if none is eligible.
     *
     * @param budget
     *            the mean cost of a request that is not to be exceeded
     * @param cheap
     *            whether costs weigh as much as the operator has set
     */
    int choose(Expected expected, IntPredicate eligible, OptionalDouble budget, boolean cheap);

    /**
     * The best of some outputs.
     *
     * @param best
     *            the generator whose output it is; −1 if there is none
     * @param right
     *            the probability that it is right; NaN where outputs are not answers
     */
    record Judged(int best, double right) {}

    /** Judges the outputs for one input, one for each generator. */
    Judged judge(String input, List<Optional<String>> outputs);

    /**
     * What a cascade does next.
     *
     * @param outputs
     *            those that are there, one for each generator
     * @param asked
     *            who has been asked and has answered or failed, or cannot be asked
     * @throws dev.smoothie.spi.SmoothieException
     *             if there is no cascade, saying why
     */
    Cascade.Step next(String input, List<Optional<String>> outputs, IntPredicate asked);

    /** The generators from the best to the worst. */
    List<Integer> byQuality();

    /** What an answer of a generator costs on average; NaN if that is not known. */
    double meanCost(int generator);

    /** The embedding of a text. */
    float[] embed(String text);

    /** The embedder that makes it. */
    String embedder();
}

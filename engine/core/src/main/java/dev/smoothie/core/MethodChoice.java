package dev.smoothie.core;

import java.util.List;
import java.util.Locale;

/**
 * The method that {@link Smoothie#choose} took, and how the candidates compared.
 *
 * @param method
 *            the choice
 * @param contenders
 *            all candidates, the standard one first; none where the data allow no comparison
 * @param generators
 *            m
 */
public record MethodChoice(Method method, List<Contender> contenders, int generators) {

    public MethodChoice {
        contenders = List.copyOf(contenders);
    }

    /**
     * One candidate.
     *
     * @param method
     *            the candidate
     * @param distance
     *            mean squared distance from its choice to an output that had no part in it
     * @param gain
     *            how much smaller that is than for the standard method; 0 for itself
     * @param standardError
     *            of the gain, paired over the samples
     */
    public record Contender(Method method, double distance, double gain, double standardError) {}

    /** One sentence: what was taken, and why. */
    public String why() {
        if (contenders.isEmpty()) {
            return "%s, the default: with %d generators none can be hidden to compare the methods, which takes at least %d"
                    .formatted(
                            method.label(), generators, HoldOut.FEWEST_GENERATORS);
        }
        Contender standard = contenders.getFirst();
        if (method.equals(standard.method())) {
            return "%s, the default: no other method's choices are clearly nearer to the outputs of a hidden generator"
                    .formatted(method.label());
        }
        Contender chosen = contenders.stream().filter(contender -> contender.method().equals(method)).findFirst()
                .orElseThrow();
        return String.format(Locale.ROOT,
                "%s: its choices are nearer to the outputs of a hidden generator, by %.4f ± %.4f of the distance of %.4f that %s has",
                method.label(), chosen.gain(), chosen.standardError(), standard.distance(), standard.method().label());
    }
}

package dev.smoothie.engine;

import java.util.List;
import java.util.Locale;

/**
 * A method chosen without labels, and what spoke for it.
 *
 * @param method
 *            the choice
 * @param contenders
 *            all candidates, the standard one first; none where the data allow no comparison
 * @param generators
 *            m
 */
public record Choice(Method method, List<Contender> contenders, int generators) {

    public Choice {
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
            return "%s, the standard: with %d generators none can be held out, it takes at least %d".formatted(
                    method.label(), generators, HoldOut.FEWEST_GENERATORS);
        }
        Contender standard = contenders.getFirst();
        if (method.equals(standard.method())) {
            return "%s, the standard: nothing agrees better with a held-out generator beyond doubt"
                    .formatted(method.label());
        }
        Contender chosen = contenders.stream().filter(contender -> contender.method().equals(method)).findFirst()
                .orElseThrow();
        return String.format(Locale.ROOT,
                "%s: its choices are nearer to those of a held-out generator, by %.4f ± %.4f of %.4f for %s",
                method.label(), chosen.gain(), chosen.standardError(), standard.distance(), standard.method().label());
    }
}

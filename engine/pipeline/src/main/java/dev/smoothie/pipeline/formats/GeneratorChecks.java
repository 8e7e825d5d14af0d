package dev.smoothie.pipeline.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks for generators whose names are written differently in some samples. */
final class GeneratorChecks {
    /** So many generators that nearly all samples name make a set in which a missing name is remarkable. */
    private static final int DENSE = 3;
    private static final int MOST_NAMED = 3;

    private GeneratorChecks() {}

    /** At most a tenth, or one of three and more. */
    private static boolean isFew(int count, int samples) {
        return 10L * count <= samples || (count == 1 && samples >= 3);
    }

    /**
     * What looks like a mistake, a sentence each; none if nothing does.
     *
     * @param samples
     *            how many samples have outputs
     */
    static List<String> warnings(List<String> generators, List<OutputPresence> presence, int samples) {
        var rare = new ArrayList<String>();
        var lacking = new ArrayList<String>();
        int dense = 0;
        for (int g = 0; g < presence.size(); g++) {
            int mentions = presence.get(g).mentions();
            boolean nearlyAll = isFew(samples - mentions, samples);
            dense += nearlyAll ? 1 : 0;
            if (mentions > 0 && isFew(mentions, samples)) {
                rare.add("\"%s\" is named in %d of %d samples only (first in sample %d)".formatted(generators.get(g),
                        mentions, samples, presence.get(g).firstMention() + 1));
            } else if (nearlyAll && mentions < samples) {
                lacking.add("\"%s\" is not named in %d of %d samples".formatted(generators.get(g), samples - mentions,
                        samples));
            }
        }
        if (dense < DENSE) {
            return List.of();
        }
        rare.addAll(lacking);
        return rare.isEmpty()
                ? List.of()
                : List.of(rare.stream().limit(MOST_NAMED).collect(Collectors.joining("; "))
                        + (rare.size() > MOST_NAMED
                                ? "; and %d more such generators".formatted(rare.size() - MOST_NAMED)
                                : "")
                        + "; write null where an output is missing");
    }
}

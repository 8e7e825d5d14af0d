package dev.smoothie.core.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds generators that gave the same outputs in every sample that was measured. Independent errors do that only where
 * there are none, so these are one generator under several names; no other assumption is needed to see it.
 */
final class Copies {
    /** Mean distances below this fraction of the mean over all pairs are 0: float32 embeddings do not resolve less. */
    private static final double RESOLUTION = 1e-6;

    private Copies() {}

    /** The same without generators that never say anything beside another. */
    static List<List<Integer>> measured(PairDistances distances) {
        List<Integer> measured = Arrays.stream(distances.measured()).boxed().toList();
        return groups(distances).stream().filter(group -> measured.contains(group.getFirst())).toList();
    }

    /** All generators, those with equal outputs together: groups by their first member, members ascending. */
    static List<List<Integer>> groups(PairDistances distances) {
        double all = 0;
        for (double mean : distances.mean()) {
            all += Double.isNaN(mean) ? 0 : mean / distances.mean().length;
        }
        var groups = new ArrayList<List<Integer>>();
        for (int generator = 0; generator < distances.pairs().generators(); generator++) {
            int i = generator;
            double least = RESOLUTION * all;
            groups.stream().filter(group -> distances.mean()[distances.pairs().index(group.getFirst(), i)] <= least)
                    .findFirst().ifPresentOrElse(group -> group.add(i), () -> groups.add(new ArrayList<>(List.of(i))));
        }
        return groups.stream().map(List::copyOf).toList();
    }
}

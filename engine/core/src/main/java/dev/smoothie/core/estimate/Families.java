package dev.smoothie.core.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Groups generators that err together into families; every generator is in exactly one, and most are alone.
 *
 * @param families
 *            members of each family, ascending; families by their first member; every generator in exactly one
 */
public record Families(List<List<Integer>> families) {
    /** The fewest families: with two, nothing tells which of them is at fault. */
    public static final int FEWEST = 3;
    /** Two families are joined while the mean correlation between the errors of their members is at least this. */
    public static final double LEAST_CORRELATION = 0.2;

    public Families {
        families = families.stream().map(List::copyOf).toList();
        int m = families.stream().mapToInt(List::size).sum();
        if (families.stream().flatMap(List::stream).distinct().filter(i -> i >= 0 && i < m).count() != m) {
            throw new IllegalArgumentException("every generator belongs to one family, got " + families);
        }
    }

    /** Every generator alone. */
    public static Families alone(int generators) {
        var families = new ArrayList<List<Integer>>();
        for (int generator = 0; generator < generators; generator++) {
            families.add(List.of(generator));
        }
        return new Families(families);
    }

    /**
     * Families in the data. Generators with equal outputs belong together; then the correlation is clustered by average
     * linkage: the two families with the highest mean correlation between their members are joined, until that is below
     * {@link #LEAST_CORRELATION}. Pairs that are not significantly correlated count as 0.
     */
    public static Families of(PairDistances distances, Optional<Dependence> dependence) {
        var clusters = new Families(Copies.groups(distances));
        return dependence.map(clusters::joined).orElse(clusters);
    }

    /** Groups of two or more generators that gave the same outputs in every sample. */
    public static List<List<Integer>> copies(PairDistances distances) {
        return new Families(Copies.groups(distances)).shared();
    }

    Families joined(Dependence dependence) {
        var clusters = new ArrayList<>(families);
        double[][] sums = sums(dependence);
        while (true) {
            int[] best = {-1, -1};
            double highest = LEAST_CORRELATION;
            for (int a = 0; a < clusters.size(); a++) {
                for (int b = a + 1; b < clusters.size(); b++) {
                    double linkage = sums[a][b] / (clusters.get(a).size() * clusters.get(b).size());
                    if (linkage >= highest) {
                        highest = linkage;
                        best = new int[]{a, b};
                    }
                }
            }
            if (best[0] < 0) {
                return new Families(clusters);
            }
            join(sums, clusters.size(), best[0], best[1]);
            var joined = new ArrayList<>(clusters.get(best[0]));
            joined.addAll(clusters.remove(best[1]));
            clusters.set(best[0], joined.stream().sorted().toList());
        }
    }

    /** The correlations between the members of every two families, added up; what is not significant counts as 0. */
    private double[][] sums(Dependence dependence) {
        int[] family = ofGenerators();
        double[][] sums = new double[families.size()][families.size()];
        for (int i = 0; i < family.length; i++) {
            for (int j = 0; j < family.length; j++) {
                double correlation = dependence.correlation()[i][j];
                sums[family[i]][family[j]] += dependence.together()[i][j] && !Double.isNaN(correlation)
                        ? correlation
                        : 0;
            }
        }
        return sums;
    }

    /** Adds row and column {@code b} of the first {@code count} to those of {@code a}, and takes them out. */
    private static void join(double[][] sums, int count, int a, int b) {
        for (int other = 0; other < count; other++) {
            sums[a][other] += sums[b][other];
        }
        for (int other = 0; other < count; other++) {
            sums[other][a] += sums[other][b];
        }
        System.arraycopy(sums, b + 1, sums, b, count - b - 1);
        for (int row = 0; row < count - 1; row++) {
            System.arraycopy(sums[row], b + 1, sums[row], b, count - b - 1);
        }
    }

    /** The families that these generators, renumbered in this order, belong to. */
    public Families among(int[] generators) {
        int[] family = ofGenerators();
        return new Families(IntStream.range(0, generators.length).boxed()
                .collect(Collectors.groupingBy(i -> family[generators[i]], LinkedHashMap::new, Collectors.toList()))
                .values().stream().toList());
    }

    /** The families of more than one. */
    public List<List<Integer>> shared() {
        return families.stream().filter(family -> family.size() > 1).toList();
    }

    /** The family of each generator, {@code [m]}. */
    public int[] ofGenerators() {
        int[] family = new int[families.stream().mapToInt(List::size).sum()];
        Arrays.fill(family, -1);
        for (int f = 0; f < families.size(); f++) {
            for (int generator : families.get(f)) {
                family[generator] = f;
            }
        }
        return family;
    }
}

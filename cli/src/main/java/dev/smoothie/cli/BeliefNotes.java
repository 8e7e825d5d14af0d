package dev.smoothie.cli;

import dev.smoothie.engine.Belief;
import dev.smoothie.engine.estimate.Dependence;
import dev.smoothie.engine.estimate.FamilyEstimate;
import dev.smoothie.engine.evaluate.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a ranking is worth, in sentences.
 *
 * @param belief
 *            what was found
 * @param generators
 *            their names
 */
record BeliefNotes(Belief belief, List<String> generators) {
    /** The most correlated pairs that are named one by one; JSON has all. */
    private static final int NAMED = 5;

    List<String> lines() {
        var lines = new ArrayList<String>();
        belief.comparisons().groups()
                .forEach(group -> lines.add("cannot be told apart at 95 %: " + names(group)));
        Signal signal = belief.signal();
        lines.add("signal: " + signal.verdict().name().toLowerCase(Locale.ROOT));
        signal.reasons().forEach(reason -> lines.add("  " + reason));
        signal.advice().forEach(advice -> lines.add("  to try: " + advice));
        lines.addAll(dependence());
        belief.families().ifPresent(families -> lines.addAll(again(families)));
        return lines;
    }

    private List<String> dependence() {
        if (belief.dependence().isEmpty()) {
            return List.of("dependence: not tested; that takes %d generators, and %d samples of each pair".formatted(
                    Dependence.FEWEST_GENERATORS, Dependence.FEWEST_SAMPLES));
        }
        Dependence dependence = belief.dependence().get();
        List<Dependence.Pair> pairs = dependence.pairsTogether();
        if (pairs.isEmpty()) {
            return List.of("dependence: no two generators err together, at 95 %");
        }
        var lines = new ArrayList<String>();
        lines.add("dependence: %d of %d pairs of generators err together, at 95 %%".formatted(pairs.size(),
                generators.size() * (generators.size() - 1) / 2));
        pairs.stream().limit(NAMED).forEach(pair -> lines.add(String.format(Locale.ROOT,
                "  %s and %s err together: ρ = %.2f ± %.2f", generators.get(pair.first()),
                generators.get(pair.second()), pair.correlation(), pair.standardError())));
        if (pairs.size() > NAMED) {
            lines.add("  and %d more, less correlated; --json lists all".formatted(pairs.size() - NAMED));
        }
        return lines;
    }

    private List<String> again(FamilyEstimate estimate) {
        var lines = new ArrayList<String>();
        lines.add("families: " + estimate.families().shared().stream().map(family -> "{" + names(family) + "}")
                .collect(Collectors.joining(", ")));
        lines.add("the ranking again, each family counted as one generator:");
        var table = new TextTable("  generator", "error ± s.e.");
        estimate.ranking().forEach(g -> table.add("  " + generators.get(g),
                Ranking.number(estimate.error()[g]) + " ± " + Ranking.number(estimate.standardError()[g])));
        lines.addAll(table.lines());
        return lines;
    }

    private String names(List<Integer> group) {
        return group.stream().map(generators::get).collect(Collectors.joining(", "));
    }
}

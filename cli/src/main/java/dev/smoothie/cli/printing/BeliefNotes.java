package dev.smoothie.cli.printing;

import dev.smoothie.core.Belief;
import dev.smoothie.core.belief.Signal;
import dev.smoothie.core.estimate.Dependence;
import dev.smoothie.core.estimate.FamilyEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Says in sentences how far a ranking can be believed.
 *
 * @param belief
 *            what to say
 * @param generators
 *            names of the generators
 * @param reviewed
 *            whether it is a ranking by reviews, to which distances between outputs say nothing
 */
public record BeliefNotes(Belief belief, List<String> generators, boolean reviewed) {
    /** How many of the most correlated pairs are named; the JSON has all. */
    private static final int NAMED = 5;

    public List<String> lines() {
        var lines = new ArrayList<String>();
        belief.comparisons().groups()
                .forEach(group -> lines
                        .add("cannot be told apart at 95 %: " + names(group) + " (their order may be chance)"));
        Signal signal = belief.signal();
        lines.add("signal: %s; %s".formatted(signal.verdict().name().toLowerCase(Locale.ROOT),
                signal.verdict().meaning()));
        signal.reasons().forEach(reason -> lines.add("  " + reason));
        signal.advice().forEach(advice -> lines.add("  to try: " + advice));
        if (!reviewed) {
            lines.addAll(dependence());
        }
        belief.families().ifPresent(families -> lines.addAll(again(families)));
        return lines;
    }

    private List<String> dependence() {
        if (belief.dependence().isEmpty()) {
            return List.of(
                    "dependence: not tested whether generators err together; that takes %d generators (%d with short answers), and %d samples with outputs of both of a pair"
                            .formatted(Dependence.FEWEST_GENERATORS, Dependence.FEWEST_GENERATORS - 1,
                                    Dependence.FEWEST_SAMPLES));
        }
        Dependence dependence = belief.dependence().get();
        List<Dependence.Pair> pairs = dependence.pairsTogether();
        if (pairs.isEmpty()) {
            return List.of("dependence: no two generators err together (make the same mistakes), at 95 %");
        }
        var lines = new ArrayList<String>();
        lines.add(
                "dependence: %d of %d pairs of generators err together, at 95 %%: they make the same mistakes, and so look better than they are (ρ is the correlation of their errors)"
                        .formatted(pairs.size(),
                                generators.size() * (generators.size() - 1) / 2));
        pairs.stream().limit(NAMED).forEach(pair -> lines.add("  %s and %s err together: ρ = %s".formatted(
                generators.get(pair.first()), generators.get(pair.second()),
                Figures.of(2).withError(pair.correlation(), pair.standardError()))));
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
        Figures errors = Figures.of(RankingTable.ERROR, estimate.error(), estimate.standardError());
        estimate.ranking().forEach(g -> table.add("  " + generators.get(g),
                errors.withError(estimate.error()[g], estimate.standardError()[g])));
        lines.addAll(table.lines());
        return lines;
    }

    private String names(List<Integer> group) {
        return group.stream().map(generators::get).collect(Collectors.joining(", "));
    }
}

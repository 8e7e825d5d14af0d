package dev.smoothie.spark.votes;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.Vote;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.Router;
import dev.smoothie.spark.estimates.Scores;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The vote among all samples, from how many have each pattern: what it says of the generators, and where samples of each
 * pattern go.
 *
 * @param scores
 *            how good the generators are: errors are probabilities to be wrong
 * @param routes
 *            by {@link Pattern#text}
 */
public record CountedVote(Scores scores, Map<String, Choice> routes) {

    /**
     * Where samples of one pattern go.
     *
     * @param route
     *            the generator; negative for none
     * @param errors
     *            of all generators, {@code [m]}; NaN for one without an answer; not copied
     */
    public record Choice(int route, double[] errors) implements Serializable {}

    /**
     * Votes.
     *
     * @param counts
     *            how many samples have each pattern
     * @throws CoreException
     *             if there are fewer than three generators, or no sample has an answer
     */
    public static CountedVote of(List<String> generators, Map<String, Long> counts) {
        if (generators.size() < 3) {
            throw new CoreException("Smoothie needs at least 3 generators, got " + generators.size());
        }
        Map<String, Long> sorted = new TreeMap<>(counts); // so that sums are the same on every run
        int[][] cells = sorted.keySet().stream().map(text -> Pattern.parse(text).cells()).toArray(int[][]::new);
        long[] times = sorted.values().stream().mapToLong(count -> count).toArray();
        if (sorted.keySet().stream().allMatch(text -> Pattern.parse(text).nothing())) {
            throw new CoreException("no output has an answer: there is nothing to compare; choose another view");
        }
        long samples = 0;
        for (long count : times) {
            samples += count;
        }
        try (Arena arena = Arena.ofConfined()) {
            Vote vote = Vote.ofPatterns(arena, cells, times);
            GlobalEstimate found = vote.estimate();
            var estimate = new GlobalEstimate(Scores.noRows(generators.size()), found.error(), found.standardError(),
                    found.samples(), true);
            int[] routes = new Router(Errors.of(vote.errors()), found.error()).route(cells.length,
                    (pattern, generator) -> new Pattern(cells[pattern]).eligible(generator));
            Map<String, Choice> choices = new HashMap<>();
            int pattern = 0;
            for (String text : sorted.keySet()) {
                choices.put(text, new Choice(routes[pattern], vote.errors().row(pattern)));
                pattern++;
            }
            return new CountedVote(new Scores(generators, estimate, Optional.empty(), samples), choices);
        }
    }
}

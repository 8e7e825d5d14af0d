package dev.smoothie.pipeline.joining;

import dev.smoothie.spi.SmoothieException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of several scores is the truth: the one that the user has named; otherwise, in each part of the set, the first of
 * those that most outputs of the part have, because parts may be scored differently. For one thread.
 */
final class ScoreChoice {
    private final Optional<String> asked;
    private final Set<String> names = new LinkedHashSet<>();
    private final Map<Optional<String>, Map<String, Integer>> counts = new LinkedHashMap<>();

    ScoreChoice(Optional<String> asked) {
        this.asked = asked;
    }

    /** Counts a score of an output of a part. */
    void add(Optional<String> part, String score) {
        names.add(score);
        counts.computeIfAbsent(part, _ -> new LinkedHashMap<>()).merge(score, 1, Integer::sum);
    }

    /** All scores, in the order of their first appearance. */
    List<String> names() {
        return List.copyOf(names);
    }

    /**
     * Checks that there is the score that was asked for.
     *
     * @throws SmoothieException
     *             if there are others only
     */
    void require() {
        if (asked.isPresent() && !names.isEmpty() && !names.contains(asked.get())) {
            throw new SmoothieException("no score \"%s\" in the files; they have: %s".formatted(asked.get(),
                    String.join(", ", names)));
        }
    }

    /** The score of a part; empty if it has none. */
    Optional<String> of(Optional<String> part) {
        if (asked.isPresent()) {
            return asked;
        }
        Map<String, Integer> found = counts.getOrDefault(part, counts.getOrDefault(Optional.<String>empty(), Map.of()));
        int most = found.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return found.entrySet().stream().filter(entry -> entry.getValue() == most).map(Map.Entry::getKey).findFirst();
    }

    /** The scores that are taken, each with its parts if they are different ones; empty if there are none. */
    Optional<String> taken() {
        if (asked.isPresent()) {
            return asked.filter(names::contains);
        }
        var parts = new LinkedHashMap<String, Set<String>>();
        counts.keySet().forEach(part -> of(part).ifPresent(score -> parts
                .computeIfAbsent(score, _ -> new LinkedHashSet<>()).add(part.orElse("the rest"))));
        return switch (parts.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(parts.keySet().iterator().next());
            default -> Optional.of(String.join(", ", parts.entrySet().stream()
                    .map(score -> "%s (of %s)".formatted(score.getKey(), String.join(", ", score.getValue())))
                    .toList()));
        };
    }
}

package dev.smoothie.core.evaluate;

import java.util.List;

/**
 * The result of comparing methods, bounds and labelled baselines on a set with truth.
 *
 * @param generators
 *            names of the columns
 * @param contest
 *            the samples that count, and their truth
 * @param results
 *            scores in the order of the contestants
 * @param agreements
 *            of estimated error with true score over generators: the whole set first, then each dataset
 * @param notes
 *            what a reader should know: what the automatic choice was, what was left out
 */
public record Evaluation(List<String> generators, Contest contest, List<Result> results, List<Agreement> agreements,
        List<String> notes) {

    public Evaluation {
        generators = List.copyOf(generators);
        results = List.copyOf(results);
        agreements = List.copyOf(agreements);
        notes = List.copyOf(notes);
    }

    /** The result of a contestant. */
    public Result result(String name) {
        return results.stream().filter(result -> result.contestant().name().equals(name)).findFirst().orElseThrow();
    }
}

package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.Contestant.Kind;
import dev.smoothie.core.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tells how much of the per-sample oracle may be luck: from outputs that were scored several times, or, where there are
 * none, in a note.
 *
 * @param result
 *            of the oracle that is judged by other scores than it chooses by; empty where fewer than two samples have
 *            two scores or more of each output
 * @param note
 *            what a reader should know
 */
public record OracleCheck(Optional<Result> result, Optional<String> note) {

    /**
     * Checks the oracle of a contest.
     *
     * @param contestants
     *            all others, the bounds among them; they are compared on the samples that are scored several times
     */
    public static OracleCheck of(Contest contest, List<Contestant> contestants, PairedBootstrap bootstrap,
            Workers workers) {
        Optional<RepeatedScores> repeats = contest.truth().repeats();
        OtherScores found = OtherScores.of(repeats.orElse(RepeatedScores.NONE), contest.eligible(), contest.samples());
        int[] samples = Arrays.stream(contest.samples()).filter(found.choices()::containsKey).toArray();
        if (samples.length < 2) {
            return new OracleCheck(Optional.empty(), repeats.filter(_ -> noisy(contest)).map(_ -> ask()));
        }
        var all = new ArrayList<>(contestants);
        all.add(new Contestant(Contest.OTHER_SCORES, Kind.ORACLE, List.of(), Optional.of(found)));
        List<Result> results = new Contest(contest.truth(), contest.eligible(), samples).judge(all, bootstrap, workers);
        double oracle = results.stream().filter(result -> result.contestant().name().equals(Contest.ORACLE))
                .findFirst().orElseThrow().score();
        return new OracleCheck(Optional.of(results.getLast()),
                samples.length == contest.samples().length
                        ? Optional.empty()
                        : Optional.of(partly(samples.length, oracle)));
    }

    private static String ask() {
        return "the %s takes the highest score of each sample; where scores are noisy, a part of that is luck. To see how much, give several scores of each output as a list"
                .formatted(Contest.ORACLE);
    }

    private static String partly(int samples, double oracle) {
        return "%s and its differences are of the %,d samples that have two or more scores of each output; on these, the %s scores %.4f"
                .formatted(Contest.OTHER_SCORES, samples, Contest.ORACLE, oracle);
    }

    /** Whether there are other scores than 0 and 1. Right and wrong are mostly counted, not judged. */
    private static boolean noisy(Contest contest) {
        int m = contest.truth().scores().columns();
        return Arrays.stream(contest.samples())
                .anyMatch(
                        sample -> IntStream.range(0, m).filter(generator -> contest.eligible().test(sample, generator))
                                .mapToDouble(generator -> contest.truth().scores().get(sample, generator))
                                .anyMatch(score -> score != 0 && score != 1));
    }

    /** The results of the contest with the one that was found here after the per-sample oracle's. */
    public List<Result> among(List<Result> results) {
        var all = new ArrayList<>(results);
        int oracle = IntStream.range(0, all.size())
                .filter(index -> all.get(index).contestant().name().equals(Contest.ORACLE)).findFirst().orElseThrow();
        result.ifPresent(found -> all.add(oracle + 1, found));
        return all;
    }
}

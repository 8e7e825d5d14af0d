package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.AnswerOdds;
import dev.smoothie.core.estimate.Consensus;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.estimate.Panel;
import dev.smoothie.core.estimate.PanelConsensus;
import dev.smoothie.core.estimate.PanelJudge;
import dev.smoothie.core.estimate.PanelReader;
import dev.smoothie.core.estimate.PanelVote;
import dev.smoothie.core.estimate.ShrunkEstimate;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a set of samples teaches about its generators, as far as policies need it.
 *
 * @param judge
 *            of the outputs of one sample
 * @param bandwidth
 *            of the {@link PanelReader} whose panels the judge is asked about
 * @param estimate
 *            of the generators, with a row for each sample: of answers the probabilities that outputs are wrong, of texts
 *            δ
 * @param odds
 *            how probable answers are; empty for whole texts
 */
public record PolicyFit(PanelJudge judge, double bandwidth, GlobalEstimate estimate, Optional<AnswerOdds> odds) {
    /** Samples that the odds are fitted to: a dozen numbers are known well from so many. */
    private static final int MOST = 20_000;

    /**
     * Learns from samples.
     *
     * @param method
     *            vote or consensus, without neighbours
     * @throws dev.smoothie.core.failure.CoreException
     *             if the embeddings do not allow it
     */
    public static PolicyFit of(Smoothie smoothie, Arena arena, Samples samples, Method method) {
        Estimates estimates = Estimates.testTime(smoothie, arena, samples);
        GlobalEstimate global = estimates.global(method);
        return switch (method) {
            case Method.Vote vote -> ofAnswers(samples, global,
                    vote.equality() ? 0 : PanelReader.bandwidth(samples.requireGenerations(), smoothie.workers()));
            case Method.Consensus _ -> new PolicyFit(new PanelConsensus(global.error()),
                    Consensus.bandwidth(estimates.y()), global, Optional.empty());
            default -> throw new IllegalArgumentException("policies judge by vote or consensus, not by "
                    + method.label());
        };
    }

    private static PolicyFit ofAnswers(Samples samples, GlobalEstimate global, double bandwidth) {
        var reader = new PanelReader(samples.requireGenerations(), bandwidth);
        List<Panel> panels = Arrays.stream(EvenSample.of(samples.size(), MOST)).mapToObj(row -> reader.read((int) row))
                .toList();
        return new PolicyFit(new PanelVote(global.error()), bandwidth, global,
                Optional.of(AnswerOdds.of(global.error().length, panels)));
    }

    /** What each output of a sample is worth, by rank, as it is judged beside the others. */
    double[] values(Panel panel) {
        return odds.map(known -> known.right(panel)).orElseGet(() -> judge.judge(panel).support());
    }

    /**
     * The errors that are expected of the generators before any is asked: means over the similar inputs of the set that
     * was learned from. Those of answers are drawn towards the mean of all as far as the difference is noise. Without
     * inputs they are the same for all samples.
     *
     * @param training
     *            what was learned from
     */
    Errors ahead(Smoothie smoothie, Arena arena, Samples training, Samples samples) {
        if (training.inputs().isEmpty() || samples.inputs().isEmpty()) {
            return Errors.same(estimate.error());
        }
        Embeddings base = training.requireFiniteInputs(smoothie.workers());
        Neighbors found = smoothie.search().of(arena, samples.requireFiniteInputs(smoothie.workers()), base,
                Methods.STANDARD_NEIGHBORS, smoothie.backend(), smoothie.workers());
        Matrix local = LocalEstimate.of(arena, estimate.y(), found, found.k(), smoothie.backend(), smoothie.workers())
                .errors();
        return estimate.probability() ? ShrunkEstimate.of(local, estimate, found.k()) : Errors.of(local);
    }
}

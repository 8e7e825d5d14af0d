package dev.smoothie.pipeline.report;

import dev.smoothie.core.Evaluator.Priced;
import dev.smoothie.core.evaluate.Evaluation;
import dev.smoothie.core.evaluate.LearningCurve;
import dev.smoothie.core.evaluate.Result;
import java.util.Optional;

/**
 * An evaluation, with what was taken for the truth and what answers cost.
 *
 * @param evaluation
 *            the results of all methods
 * @param truth
 *            what was taken for the truth: "scores", or the name of a metric
 * @param priced
 *            what answers cost, and the limit of costs
 * @param curve
 *            what labels bring, by how many there are; empty if that was not asked for
 * @param leftOut
 *            which methods were not compared, and why; empty if all were
 */
public record EvaluationData(Evaluation evaluation, String truth, Priced priced, Optional<LearningCurve> curve,
        Optional<String> leftOut) {

    /** What a contestant spends, in money for 1000 inputs; NaN if that is not known. */
    public double cost(Result result) {
        return evaluation.contest().cost(result.contestant(), priced.costs());
    }
}

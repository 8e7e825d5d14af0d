/**
 * Judging what was estimated, with labels and without. Nothing here changes an estimate or makes a route that anybody is routed by.
 *
 * <p>
 * Where there is truth: metrics, the truth of a set, baselines that learn from labels, paired intervals, rank correlations.
 *
 * <p>
 * Where there is none, {@link dev.smoothie.engine.evaluate.Signal} asks three things. Do the outputs of a sample have anything in common
 * ({@link dev.smoothie.engine.evaluate.SharedVariance})? If not, the scores measure how each generator scatters and nothing else,
 * and they do so with great certainty. Is the ranking more than noise and more than the shared errors that the model does not
 * know of ({@link dev.smoothie.engine.evaluate.Reliability})? And, where neighbours are used, do they agree
 * ({@link dev.smoothie.engine.evaluate.NeighborAgreement})? What no data without labels can show is an error that all
 * generators share, or that the embedding measures style where quality was meant.
 */
package dev.smoothie.engine.evaluate;

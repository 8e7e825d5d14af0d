/**
 * Judges how far scores can be believed, from the data alone. {@link dev.smoothie.core.belief.Signal} is the verdict:
 * strong, weak or none, with its reasons and what to do next. It asks three questions.
 * <ul>
 * <li>Do the outputs of a sample have anything in common ({@link dev.smoothie.core.belief.SharedVariance})? If not, the
 * scores measure how each generator scatters and nothing else, however small their standard errors are.</li>
 * <li>Is the ranking more than noise, and more than errors that generators share and the model does not know of
 * ({@link dev.smoothie.core.belief.Reliability})?</li>
 * <li>Where neighbours are used: do they agree ({@link dev.smoothie.core.belief.NeighborAgreement})?</li>
 * </ul>
 *
 * <p>
 * No data without labels can show an error that all generators share, or that the embedding measures style where
 * quality was meant. Nothing here changes an estimate or a route.
 */
package dev.smoothie.core.belief;

/**
 * Estimates how good outputs are from scores that judges gave them, and how far each judge can be believed, without
 * labels. Nothing here knows embeddings.
 *
 * <h2>The model</h2>
 *
 * <p>
 * {@code x[s,j,i]} is the score that judge j gave the output of generator i for sample s. A judge's <em>view</em> of the
 * sample is its scores less their mean over the outputs that it scored: how kind a judge is, and how hard a sample,
 * plays no part. Judges use different parts of a scale, so views are divided by their standard deviation over the set.
 * Of a standardised view
 *
 * <pre>
 * v[s,j,i] = a_j t[s,i] + b_j [i is j itself] + e[s,j,i]       var t = 1,  var e = 1 − a_j²,  all e independent
 * </pre>
 *
 * <p>
 * t is the true quality within the sample, a_j the correlation of the judge's scores with it (its
 * <em>reliability</em>), and b_j its <em>self-preference</em>, where the judge is one of the generators.
 *
 * <h2>Errors of judges</h2>
 *
 * <p>
 * Judges are to the truth what generators are in {@link dev.smoothie.core.estimate}: with D_ab the mean squared
 * difference of two standardised views, {@code E D_ab = δ_a + δ_b}, and with m judges
 *
 * <pre>
 * δ_a = ((m−1) R_a − S) / ((m−1)(m−2))                R_a = Σ_b D_ab,  S = Σ_{a&lt;b} D_ab
 * </pre>
 *
 * <p>
 * the same closed form, which takes three judges. Where reviews are missing, D_ab is of the outputs that both scored,
 * centred over these, and pairs count by how many there are (the same least-squares fit with weights). δ is of views of
 * equal size, of which a worse judge's holds less truth. What {@code 1 − (δ_a + δ_b)/2} says of the correlations of views
 * gives first reliabilities, and correlations are fitted as {@code a_a a_b} from there, by least squares
 * ({@link dev.smoothie.core.reviews.JudgeErrors}). With two judges only {@code a_a a_b} is known, and both are taken for
 * equally good; of a single judge nothing is known.
 *
 * <h2>Self-preference</h2>
 *
 * <p>
 * {@code b_j} is the mean of what a judge gives its own outputs above what its reliability and the other judges' views of
 * them allow. It is taken out, and all is computed again until it stays
 * ({@link dev.smoothie.core.reviews.SelfPreference}). It takes one other judge.
 *
 * <h2>What cannot be known</h2>
 *
 * <p>
 * What all judges like and is not quality, such as length, is taken for quality. So is the taste that two judges of one
 * family have in common.
 */
package dev.smoothie.core.reviews;

/**
 * Estimates how far each generator's outputs lie from the truth, from embeddings alone, without labels. This page has
 * the mathematics. Nothing here chooses: routes are made in {@link dev.smoothie.core.route}.
 *
 * <h2>The model</h2>
 *
 * <p>
 * {@code λ[s,i]} in R^d is the embedding of the output of generator i for sample s, {@code z*[s]} the unknown embedding
 * of the true output. The model is Gaussian, with errors that are independent between generators (Guha et al. 2024, eq.
 * 1):
 *
 * <pre>
 * p(λ | z*) ∝ exp(−Σ_i θ_i ‖λ_i − z*‖²)
 * </pre>
 *
 * <p>
 * θ is the <em>quality</em> of a generator; {@code δ_i = E‖λ_i − z*‖²} is its <em>error</em>, and {@code θ_i = d / (2
 * δ_i)}. With D_ij = ‖λ_i − λ_j‖², independence gives
 *
 * <pre>
 * E D_ij = δ_i + δ_j
 * δ_i = ½ E(D_ij + D_ik − D_jk)          for every pair j, k ≠ i: a triplet estimate
 * </pre>
 *
 * <h2>One row for each sample</h2>
 *
 * <p>
 * Of one sample with m outputs, {@code y_i} is the mean of the triplet estimates over all pairs j, k ≠ i. A loop over
 * triplets is not needed. Each D_ij is in m − 2 of the triplets of i with a plus, each D_jk in one with a minus, so the
 * mean is
 *
 * <pre>
 * y_i = ((m−1) R_i − S) / ((m−1)(m−2))                R_i = Σ_j D_ij,  S = Σ_{i&lt;j} D_ij
 *     = (m(m−1) r_i − Σ_j r_j) / ((m−1)(m−2))         r_i = ‖λ_i − mean_j λ_j‖²
 * </pre>
 *
 * <p>
 * The second form, which {@link dev.smoothie.core.estimate.RowEstimates} uses, follows from {@code R_i = m r_i + Σ_j
 * r_j} and {@code S = m Σ_j r_j}, and takes O(m d) operations. The same y is also the least-squares fit of {@code δ_i +
 * δ_j} to all D_ij. It is linear in D. Therefore the estimate from several samples is the mean of the estimates from
 * each, and after one pass over the outputs everything is a mean of rows of y:
 * <ul>
 * <li>over the whole set (Smoothie-Global): the mean of all rows,
 * {@link dev.smoothie.core.estimate.GlobalEstimate};</li>
 * <li>for one sample (Smoothie-Local): the mean of the rows of its k nearest inputs, its own among them,
 * {@link dev.smoothie.core.estimate.LocalEstimate}; with k = 1 the row itself, whose best output is the one closest on
 * average to the others;</li>
 * <li>for a sample routed by a training set: the mean of the rows of the k nearest training inputs;</li>
 * <li>with r generations of each input by each generator: the row of a sample is the mean of the rows of its
 * repeats.</li>
 * </ul>
 *
 * <p>
 * Where pairs of generators matter, linear functions of the mean distances of pairs take the place of y
 * ({@link dev.smoothie.core.estimate.PairDistances}).
 *
 * <h2>The outputs of the very sample</h2>
 *
 * <p>
 * Two methods weigh the outputs of a sample against each other, with errors δ, global or local, as the prior. In the
 * posterior ({@link dev.smoothie.core.estimate.Posterior}) {@code ẑ = Σ_i θ_i λ_i / Σ_i θ_i} is the posterior mean of
 * z*, and the best output is nearest to it. In the consensus ({@link dev.smoothie.core.estimate.Consensus}) the best
 * output has the largest {@code Σ_j √θ_j exp(−D_ij / h)}, with h twice the mean squared distance of two outputs over
 * the set.
 *
 * <h2>Edge cases</h2>
 * <ul>
 * <li>δ ≤ 0. An estimate can be zero or negative. Generators are ranked and routed by δ ascending, which is the order
 * of θ while δ is positive and stays right where it is not. Reported θ are of δ floored at a millionth of the mean δ
 * ({@link dev.smoothie.core.estimate.Quality}): finite, positive, in the order of δ, with sum 1.</li>
 * <li>Ties. Errors nearer to the smallest than a millionth of their mean size are equal to it; they go to the better
 * global δ, then to the lower index ({@link dev.smoothie.core.route.Router}).</li>
 * <li>m &lt; 3. No triplet exists; {@link dev.smoothie.core.Smoothie} throws.</li>
 * <li>Missing outputs. A row uses the generators that the repeat has; a repeat with fewer than three adds nothing. What
 * cannot be estimated is NaN, and means skip it. A sample is never routed to a generator without an output for it.</li>
 * <li>NaN and infinity in an embedding that exists are an error that names its row.</li>
 * </ul>
 *
 * <p>
 * Differences are taken before squaring, never {@code ‖a‖² + ‖b‖² − 2⟨a, b⟩}, and means are accumulated in double.
 *
 * <h2>Standard errors</h2>
 *
 * <p>
 * A linear function of the samples' distances has a standard error that is the standard deviation of its per-sample
 * values over √n. So have δ ({@link dev.smoothie.core.estimate.GlobalEstimate}), differences of δ, which are paired
 * ({@link dev.smoothie.core.estimate.Comparisons}), covariances of errors
 * ({@link dev.smoothie.core.estimate.Dependence}) and δ with families counted once
 * ({@link dev.smoothie.core.estimate.FamilyEstimate}); a correlation is linear to first order. Intervals are Student's
 * t; tests of many pairs are Holm's. Nominal 95 % intervals of δ held the truth in 94.2 to 95.3 % of 400 simulated sets
 * for each of twelve sizes from n = 30 to 1000, with and without missing outputs ({@code bench.BeliefTrial}).
 *
 * <h2>What dependence does to scores</h2>
 *
 * <p>
 * If the errors of generators i and j have the covariance C, their distance is 2C less than the model has it. The mean
 * over all triplets takes that for nearness to the truth: of m generators, i and j come out better by {@code 2C/(m−1)}
 * each, all others worse by {@code 2C/((m−1)(m−2))}. Two generators with δ = 0.6 and ρ = 0.5 beside three with δ = 0.5
 * ({@code smoothie simulate set --errors 0.6,0.6,0.5,0.5,0.5 --families 2 --correlation 0.5}):
 *
 * <pre>
 *           true δ   estimate   expected of the formula   each family counted once
 * model-1   0.6      0.455      0.6 − 2·0.3/4 = 0.45      0.607
 * model-2   0.6      0.450      0.45                      0.603
 * model-3   0.5      0.549      0.5 + 2·0.3/12 = 0.55     0.499
 * model-4   0.5      0.555      0.55                      0.505
 * model-5   0.5      0.553      0.55                      0.501
 * </pre>
 *
 * <p>
 * The worst two come out best, with standard errors of 0.004. The more generators there are, the less one pair does;
 * the larger a family, the more.
 *
 * <h2>What can be known about dependence</h2>
 *
 * <p>
 * {@code D_ij = δ_i + δ_j − 2C_ij} has m(m+1)/2 unknowns for m(m−1)/2 distances: {@code C_ij + a_i + a_j} with δ_i +
 * 2a_i gives the same distances for every a. Covariances that were computed with the δ of all pairs are biased: a
 * pair's own comes out as (m−3)/(m−1) of what it is, and the rest appears, with the other sign, at every pair that
 * shares a generator with it. So the distances tell covariances apart only under an assumption, here that most pairs of
 * each generator are independent: the δ are fitted to those pairs, which are found by a robust fit and tests
 * ({@link dev.smoothie.core.estimate.Dependence}). Where the assumption does not hold the answer is wrong, and nothing
 * shows it:
 * <ul>
 * <li>an error that all generators share is part of the truth, as far as anyone can tell without labels;</li>
 * <li>a family of half of the generators or more looks like the rest being a family; copies, whose outputs are equal,
 * are the exception, and are taken for one generator first;</li>
 * <li>good generators that choose the same words for the truth look like a family too: on the translations of WMT 2021
 * (zh-en) the two systems that people rated best are nearly copies of each other (ρ = 0.91), and the ranking with
 * families counted once correlates less with the human ratings (Spearman 0.30) than the one that believes them
 * (0.63).</li>
 * </ul>
 */
package dev.smoothie.core.estimate;

/**
 * The estimator: how far each generator's outputs lie from the truth, from embeddings alone, without labels. Everything is a
 * mean of rows of {@code y}, the triplet estimate of δ from one sample (Guha et al. 2024, §4, and DESIGN §2), or, where pairs of
 * generators matter, a linear function of the mean distances of pairs. Nothing here chooses.
 *
 * <h2>Standard errors</h2>
 *
 * A linear function of the samples' distances has a standard error that is the standard deviation of its per-sample values over
 * √n. So have δ ({@link dev.smoothie.engine.estimate.GlobalEstimate}), differences of δ, which are paired
 * ({@link dev.smoothie.engine.estimate.Comparisons}), covariances of errors ({@link dev.smoothie.engine.estimate.Dependence}) and
 * δ with families counted once ({@link dev.smoothie.engine.estimate.FamilyEstimate}); a correlation is linear to first order.
 * Intervals are Student's t; tests of many pairs are Holm's. Nominal 95 % intervals of δ held the truth in 94.2 to 95.3 % of 400
 * simulated sets for each of twelve sizes from n = 30 to 1000, with and without missing outputs ({@code bench.BeliefTrial}).
 *
 * <h2>What dependence does to scores</h2>
 *
 * If the errors of generators i and j have the covariance C, their distance is 2C less than the model has it. The mean over all
 * triplets takes that for nearness to the truth: of m generators, i and j come out better by {@code 2C/(m−1)} each, all others worse by
 * {@code 2C/((m−1)(m−2))}. Two generators with δ = 0.6 and ρ = 0.5 beside three with δ = 0.5
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
 * The worst two come out best, with standard errors of 0.004. The more generators there are, the less one pair does; the larger a
 * family, the more.
 *
 * <h2>What can be known of it</h2>
 *
 * {@code D_ij = δ_i + δ_j − 2C_ij} has m(m+1)/2 unknowns for m(m−1)/2 distances: {@code C_ij + a_i + a_j} with δ_i + 2a_i gives the same
 * distances for every a. Covariances that were computed with the δ of all pairs are biased: a pair's own comes out as
 * (m−3)/(m−1) of what it is, and the rest appears, with the other sign, at every pair that shares a generator with it. So the
 * distances tell covariances apart only under an assumption, here that most pairs of each generator are independent: the δ are
 * fitted to those pairs, which are found by a robust fit and tests ({@link dev.smoothie.engine.estimate.Dependence}). Where it does not
 * hold the answer is wrong, and nothing shows it:
 *
 * <ul>
 * <li>an error that all generators share is part of the truth, as far as anyone can tell without labels;
 * <li>a family of half of the generators or more looks like the rest being a family; copies, whose outputs are equal, are the
 * exception, and are taken for one generator first;
 * <li>good generators that choose the same words for the truth look like a family too: on the translations of WMT 2021
 * (zh-en) the two systems that people rated best are nearly copies of each other (ρ = 0.91), and the ranking with families counted once
 * correlates less with the human ratings (Spearman 0.30) than the one that believes them (0.63).
 * </ul>
 */
package dev.smoothie.engine.estimate;

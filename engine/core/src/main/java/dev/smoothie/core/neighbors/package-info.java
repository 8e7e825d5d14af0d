/**
 * Finds nearest neighbours by squared Euclidean distance: exact ones, or those that a plugin's index proposes
 * ({@code ApproximateSearch} of the module {@code dev.smoothie.pipeline}), in the order of exact distances either way.
 *
 * <h2>How exact neighbours are found</h2>
 * <ol>
 * <li><b>Screen.</b> Each pair of a query and a base row gets a <em>key</em>: a float32 number, cheap to compute with a
 * matrix product, that never exceeds the pair's exact squared distance. Each query keeps the base rows with the
 * smallest keys, a few more than it needs neighbours (k' &gt; k), and a threshold: no base row that it does not keep
 * has a key below it.</li>
 * <li><b>Re-rank.</b> The rows that were kept are put in the order of their exact distances, differences taken in
 * double. Equal distances are in the order of their indices.</li>
 * <li><b>Certify.</b> If the exact distance of the k-th neighbour is smaller than the threshold, no other row can be
 * nearer, because its key alone is larger than that distance: the neighbours of this query are final.</li>
 * <li><b>Widen.</b> A query that is not certified knows a bound, the exact distance of its k-th best row so far, within
 * which all of its neighbours lie. It goes over the whole base once more, and measures every row whose key does not
 * exceed the bound.</li>
 * </ol>
 *
 * <p>
 * Two kinds of rows would make that quadratic in double, so they are kept out of it. Of rows that are equal bit by bit
 * one alone is searched; the others are put back where it is found. Rows that are nearly equal, a crowd, are searched
 * once more by themselves, centred on one of them, where the same screen tells them apart.
 *
 * <p>
 * So the answer depends on the data alone. The precision of the keys only decides how many queries must be widened.
 *
 * <h2>Who does what, in this order</h2>
 * <ol>
 * <li>{@link dev.smoothie.core.neighbors.NeighborLookup}: what callers ask; exact unless a plugin's index is used.</li>
 * <li>{@link dev.smoothie.core.neighbors.ExactSearch}: runs the steps, and divides them among threads. It first offers
 * the whole search to the backend.</li>
 * <li>{@link dev.smoothie.core.neighbors.DistinctRows}: groups the rows that are equal.</li>
 * <li>{@link dev.smoothie.core.neighbors.CentredRows}: scales and centres one row of each group, and computes the terms
 * of their keys.</li>
 * <li>{@link dev.smoothie.core.neighbors.QueryBlock}: one block of queries, loaded into a
 * {@link dev.smoothie.core.compute.TileScreen}, which computes the keys of one tile.</li>
 * <li>{@link dev.smoothie.core.neighbors.BaseSweep}: one thread's way through the base, block by block; it passes keys
 * below the threshold on.</li>
 * <li>{@link dev.smoothie.core.neighbors.CandidateKeys}: keeps the most promising base rows of each query, by key.</li>
 * <li>{@link dev.smoothie.core.neighbors.CertifiedRanking}: re-ranks and certifies.</li>
 * <li>{@link dev.smoothie.core.neighbors.NearestRows}: the k nearest by exact distance so far; used to re-rank and to
 * widen.</li>
 * <li>{@link dev.smoothie.core.neighbors.Crowds}: finds many rows that are nearly equal, before the rest is widened.</li>
 * <li>{@link dev.smoothie.core.neighbors.GroupedNeighbors}: puts equal rows back.</li>
 * <li>{@link dev.smoothie.core.neighbors.Neighbors}: the result.</li>
 * </ol>
 *
 * <h2>Why a key is a lower bound</h2>
 *
 * <p>
 * Let {@code a', b'} be the rows after scaling by a power of two (exact) and subtracting the mean in float32 (one
 * rounding, u = 2⁻²⁴), and {@code p} their computed inner product, {@code |p − ⟨a', b'⟩| ≤ γ‖a'‖‖b'‖}, where γ is the
 * screen's error bound. With {@code N = ‖a'‖² + ‖b'‖²} and {@code 2‖a'‖‖b'‖ ≤ N}:
 * <ul>
 * <li>the inner product costs at most {@code γ·N};</li>
 * <li>rounding while centring moves the distance by at most {@code u(‖a'‖ + ‖b'‖)}, its square by at most
 * {@code 4uN};</li>
 * <li>rounding the two terms and the key to float32 costs at most {@code 4uN}.</li>
 * </ul>
 *
 * <p>
 * So with {@code c = γ + 12u} (4u to spare) the key {@code (1 − c)‖a'‖² + (1 − c)‖b'‖² − 2p} never exceeds the exact
 * squared distance. This holds for each pair by itself: one vector of huge norm loosens the bounds of its own pairs
 * only. Underflow adds at most {@code d·2⁻¹⁴⁹} to a product; the terms are lowered by {@code d·2⁻¹⁴⁰} for it.
 * Subtracting the mean changes no distance, and makes N, and so the gap between key and distance, small.
 *
 * <p>
 * The same errors bound the distance from above: it exceeds the key by no more than {@code 2c·N + d·2⁻¹³⁸}, where N
 * follows from the terms a and b, {@code (1 − c)N ≤ (1 + 2⁻²³)(a + b) + d·2⁻¹³⁹}. Candidates whose intervals do not
 * overlap are in order without being measured.
 */
package dev.smoothie.core.neighbors;

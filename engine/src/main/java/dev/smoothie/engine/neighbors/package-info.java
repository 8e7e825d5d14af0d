/**
 * Nearest neighbours: exact ones, or those that a plugin's index proposes ({@link dev.smoothie.engine.neighbors.ApproximateSearch}),
 * in the order of exact distances either way.
 *
 * <h2>How exact ones are found</h2> In three steps: screen all pairs with keys that are proven lower bounds of the distances, re-rank
 * the most promising by exact distances, and certify each row by comparing the two. A row that cannot be certified is
 * searched again among everything that its bound does not rule out.
 *
 * <h2>Why a key is a lower bound</h2> Let {@code a', b'} be the rows after scaling by a power of two (exact) and subtracting
 * the mean in float32 (one rounding, u = 2⁻²⁴), and {@code p} their computed inner product,
 * {@code |p − ⟨a', b'⟩| ≤ γ‖a'‖‖b'‖}. With {@code N = ‖a'‖² + ‖b'‖²} and {@code 2‖a'‖‖b'‖ ≤ N}:
 * <ul>
 * <li>the inner product costs at most {@code γ·N};</li>
 * <li>rounding while centring moves the distance by at most {@code u(‖a'‖ + ‖b'‖)}, its square by at most {@code 4uN};</li>
 * <li>rounding the two terms and the key to float32 costs at most {@code 4uN}.</li>
 * </ul>
 * So with {@code c = γ + 12u} (4u to spare) the key {@code (1 − c)‖a'‖² + (1 − c)‖b'‖² − 2p} never exceeds the exact squared
 * distance, pair by pair: one vector of huge norm loosens its own bounds and nobody else's. Underflow adds at most
 * {@code d·2⁻¹⁴⁹} to a product; the terms are lowered by {@code d·2⁻¹⁴⁰} for it.
 *
 * <p>
 * The same errors bound the distance from above: it exceeds the key by no more than {@code 2c·N + d·2⁻¹³⁸}, where N is had from
 * the terms, {@code (1 − c)N ≤ (1 + 2⁻²³)(a + b) + d·2⁻¹³⁹}. Candidates whose intervals do not overlap are in order without
 * being measured.
 */
package dev.smoothie.engine.neighbors;

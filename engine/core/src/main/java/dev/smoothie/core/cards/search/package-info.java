/**
 * Finds exact nearest neighbours on one CUDA card: kernels in CUDA C, compiled at start for the card at hand, and the
 * classes that drive them. The result is that of the package {@link dev.smoothie.core.neighbors}, and so is the method:
 * screen, re-rank, certify, widen. What enters here sees vectors, shapes and memory, never texts; it knows nothing of
 * the other backends.
 *
 * <h2>Who does what, in this order</h2>
 * <ol>
 * <li>{@link dev.smoothie.core.cards.search.CardSearchJob}: what is to be found.</li>
 * <li>{@link dev.smoothie.core.cards.search.CardSearch}: runs one card's share of it, and chooses precision and
 * plan.</li>
 * <li>{@code CardRows}: the rows, copied to the card as they are.</li>
 * <li>{@code CardCentre}: the scale and the centre of the base.</li>
 * <li>{@code SlotOrder}: the order in which rows are screened, their slots.</li>
 * <li>{@code OperandPacking}: centres the rows, rounds them to {@code Operands} slot by slot, computes the error bound
 * and the terms of keys (kernels {@code pack} and {@code key_terms}).</li>
 * <li>{@code ScreenSteps}: the order of the tiles.</li>
 * <li>{@code CardTiles}: multiplies operands by cuBLAS, tile by tile. There are two tiles and two streams, so the next
 * product is given to the card before the tile is read; what a card makes of that is said below.</li>
 * <li>{@code CardScreen}: keeps the most promising base rows of each query by key ({@code first_thresholds},
 * {@code select_tile}, {@code compact}), then ranks them by exact distance and certifies
 * ({@code rank_candidates}).</li>
 * <li>{@code CardWidening}: searches again for the queries that were not certified ({@code widen}).</li>
 * </ol>
 *
 * <h2>A search on a card</h2>
 *
 * <p>
 * Rows are copied to the card once, centred and rounded to operands. cuBLAS multiplies them tile by tile.
 * {@code select_tile} reads each tile once, adds the terms of rows and columns, and keeps what lies below thresholds
 * that only fall. {@code rank_candidates} measures the best of them in double and certifies rows; {@code widen}
 * searches again for the others. In a search among itself only tiles on and above the diagonal are multiplied, and each
 * has the keys of its rows and of its columns. Exact distances are summed in the very order of the host's
 * {@code Distance}, so that near-ties come out alike.
 *
 * <p>
 * Looking is cheap where few keys pass. So the tiles of a sample of columns come first, and a row's first threshold is a
 * key of such a rank in the sample that a few more rows of the base than are kept lie below it
 * ({@link dev.smoothie.core.cards.CardSearchPlan#sampleRank}). A threshold too low is no error: nothing below it is
 * missed, and the row is searched again if it cannot be certified. A row whose room is half full puts itself on a list,
 * and {@code compact}, once a tile, cuts those on the list; its threshold falls then. Most rows need that once or never.
 *
 * <p>
 * By count, what passes for each row (n = 100,000, 19 neighbours in TF32): 110, of which 5 in the first tile after the
 * sample; with thresholds from 2,048 columns it was about 440, and {@code compact} looked at all rows twice a tile. None
 * of this has been timed on a card. Nor does much overlap there, by reasoning: the next product, given to the card
 * first, fills all multiprocessors, so reading starts in its last wave, and the product after it waits for the tile
 * that is being read. What a tile takes is the sum of the two, so it is the reading that has to be short. In fp16 it has
 * half as many bytes: a tile of 4,096 is 34 MB, which fits the second-level cache of the larger cards.
 *
 * <p>
 * Which precision is cheapest depends on card, size and data. So {@code CardSearch} screens some rows in each, twice, and
 * takes the one whose second screen, products and looking together, was the shortest, rows that would be searched again
 * counted in ({@code PrecisionTrial}).
 *
 * <h2>Why a key is a lower bound</h2>
 *
 * <p>
 * The page of the package {@link dev.smoothie.core.neighbors} shows it for an inner product p with {@code |p − ⟨a, b⟩|
 * ≤ γ‖a‖‖b‖}: {@code (1 − c)‖a‖² + (1 − c)‖b‖² − 2p} with {@code c = γ + 12u}, u = 2⁻²⁴. It remains to find γ for each
 * {@link dev.smoothie.core.cards.Precision}. Write {@code a = A + r} where A is what the operands hold and r what they
 * leave out. While it packs, the card measures {@code ρ = max ‖r‖/‖a‖} over all rows (r is exact: differences of a
 * float and its rounding are floats), so the bound is as good as the data allow. By Cauchy and Schwarz:
 * <ul>
 * <li>{@code ⟨a, b⟩ − ⟨A, B⟩ = ⟨r_a, b⟩ + ⟨A, r_b⟩}, at most {@code ρ(2 + ρ)‖a‖‖b‖}. For float32 ρ = 0; for tf32 and
 * fp16 it is at most 2⁻¹¹, for bf16 2⁻⁹, and on ordinary data some 0.4 to 0.6 of that. In fp16 a row that is thousands
 * of times shorter than the longest has numbers below 2⁻¹⁴ and loses more; ρ has it, for ρ is measured.</li>
 * <li>bf16x3 holds {@code A = h + l} and computes {@code ⟨l,H⟩ + ⟨h,L⟩ + ⟨h,H⟩}; what is missing is {@code ⟨l, L⟩} and
 * the above: at most {@code (λ² + ρ(2 + ρ))‖a‖‖b‖} with {@code λ = max ‖l‖/‖a‖ ≤ 2⁻⁹} and {@code ρ ≤ 2⁻¹⁸}.</li>
 * <li>Sums. Products of operands are exact in float32 but for float32 operands themselves. The sum of K terms, in any
 * order and any grouping, loses at most {@code K·v} of the sum of their magnitudes to first order, {@code exp(K·v) − 1}
 * in all, where each addition loses at most v of what it adds. Ordinary units round to nearest, v = u; we allow 2u for
 * the products' rounding. Tensor cores do not: those that were examined align a block of products to the largest and
 * cut off digits below 2⁻²³ of it, one bit or more later on newer ones. We allow v = 2⁻²² a term, twice that. The sum
 * of magnitudes is at most {@code ‖|A|‖·‖|B|‖ ≤ (1 + ρ)²‖a‖‖b‖}, for bf16x3 {@code η(η + 2λ)‖a‖‖b‖}, {@code η = 1 + λ +
 * ρ}.</li>
 * <li>fp16 stores products in 16 bits as well: rounding to the nearest changes one by at most 2⁻¹¹ of it, which is
 * added, or by 2⁻²⁵ where it is below 2⁻¹⁴, for which the terms are lowered. None is too large: {@code CardCentre}
 * scales so that {@code ‖a‖² ≤ 2¹⁵}. cuBLAS is told never to add parts of a product in the type of the result.</li>
 * </ul>
 *
 * <p>
 * The allowance for tensor cores is the one step that rests on measurements by others and not on a standard; the check
 * on a GPU compares products with exact ones. Rows shorter than 2⁻¹⁰⁰ after scaling may lose more to underflow than ρ
 * tells: each of their products is smaller than {@code 2⁻⁹⁷·√d}, and the terms are lowered by {@code d·2⁻⁹⁶} for them,
 * which makes no difference to data without such rows.
 */
package dev.smoothie.core.cards.search;

/**
 * Does the heavy arithmetic on embeddings, behind {@link dev.smoothie.core.compute.Backend}: squared distances to a
 * mean, from which errors are estimated, and the keys of blocks of pairs, with which neighbours are screened.
 * {@link dev.smoothie.core.compute.ScalarBackend} computes in double and is always there; the faster backends may
 * differ from it by no more than the bounds that they state. What enters here sees vectors and shapes, never texts.
 *
 * <h2>Two forms of each kernel</h2>
 *
 * <p>
 * Every command is a cold JVM, in which vector code makes an object of each vector until it is compiled. So each kernel
 * has a plain form too, loops over arrays, which serves a small job alone and a large one at first
 * ({@code VectorForm}): {@code PlainSpread} for {@code SpreadKernel}, {@code PlainKeys} for {@code BelowKernel} and
 * {@code KeyTerms}, {@code PlainCentring} for {@code VectorCentring}, the scratch of {@code Distance} for
 * {@code VectorDistance}. Routing 805 samples with seven generators and 384 numbers took 7.2 s of processor time with
 * vector code from the start, 3.6 s with plain loops, and 2.7 s with these and the start archive that needs them: it
 * cannot hold a class whose linking needs the Vector API, because that module is loaded late. The module itself stays
 * unloaded in a small job; {@code VectorWidth} asks the compiler how wide vectors would be.
 *
 * <p>
 * Plain loops read arrays, not memory segments: rows are copied out, because an access
 * to a segment is a dozen calls until it is compiled.
 */
package dev.smoothie.core.compute;

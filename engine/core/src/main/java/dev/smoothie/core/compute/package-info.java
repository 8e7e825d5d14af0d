/**
 * Does the heavy arithmetic on embeddings, behind {@link dev.smoothie.core.compute.Backend}: squared distances to a
 * mean, from which errors are estimated, and the keys of blocks of pairs, with which neighbours are screened.
 * {@link dev.smoothie.core.compute.ScalarBackend} computes in double and is always there; the faster backends may
 * differ from it by no more than the bounds that they state. What enters here sees vectors and shapes, never texts.
 */
package dev.smoothie.core.compute;

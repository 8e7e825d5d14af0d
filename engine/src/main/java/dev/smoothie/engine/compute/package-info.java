/**
 * The arithmetic on embeddings, behind {@link dev.smoothie.engine.compute.Backend}: row estimates of the errors and blocks
 * of inner products. {@link dev.smoothie.engine.compute.ScalarBackend} is the oracle, always there, all in double;
 * faster backends may differ from it by no more than they state. What enters here sees vectors and shapes, never texts.
 */
package dev.smoothie.engine.compute;

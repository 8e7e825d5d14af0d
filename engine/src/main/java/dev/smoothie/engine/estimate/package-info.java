/**
 * The estimator: how far each generator's outputs lie from the truth, from embeddings alone, without labels. Everything is a
 * mean of rows of {@code y}, the triplet estimate of δ from one sample (Guha et al. 2024, §4, and DESIGN §2). Nothing here
 * chooses.
 */
package dev.smoothie.engine.estimate;

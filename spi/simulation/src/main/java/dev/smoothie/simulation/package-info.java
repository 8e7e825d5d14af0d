/**
 * Embeddings drawn from the model of Guha et al. 2024 (eq. 1), with the truth that they were drawn from: what tests, docs and
 * users need to know what to expect. A {@link dev.smoothie.simulation.Scenario} says what to draw, a
 * {@link dev.smoothie.simulation.Simulation} draws it, any sample in any order. Nothing here reads, writes or estimates; it
 * stands below both the contract tests of plugins and the engine, which both draw from it.
 */
package dev.smoothie.simulation;

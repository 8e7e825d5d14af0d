/**
 * Draws embeddings from the statistical model of Guha et al. 2024 (eq. 1), together with the truth that they were drawn
 * from, so that tests, guides and users know what to expect. A {@link dev.smoothie.simulation.Scenario} describes what
 * to draw; a {@link dev.smoothie.simulation.Simulation} draws it, any sample in any order. Nothing here reads, writes
 * or estimates. The contract tests of plugins, the tests of the core and the pipeline all use this module, so it
 * depends on none of them.
 */
package dev.smoothie.simulation;

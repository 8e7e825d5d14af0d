/**
 * Measurements of the engine: benchmarks for JMH, and {@link dev.smoothie.engine.bench.Table}, which measures everything of
 * DESIGN §7 that needs no GPU in one process, beside its peers. The build compiles them and runs none.
 */
package dev.smoothie.engine.bench;

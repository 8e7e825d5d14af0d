/**
 * Measures the speed of the core, and how right its statistics are: benchmarks for JMH, and
 * {@link dev.smoothie.core.bench.Table}, which measures row estimates, inner products, neighbour search and
 * Smoothie-Local without a GPU, in one process, beside peers. {@link dev.smoothie.core.bench.GpuCheck} measures a card.
 * The build compiles them and runs none but {@code GpuCheckTest}, at tiny sizes on the double of CUDA.
 */
package dev.smoothie.core.bench;

/**
 * CUDA as values: its four libraries loaded by path with the reason when that fails, and a small checked wrapper for each
 * thing that they make. {@link dev.smoothie.bindings.cuda.Cuda} is what a process has, on any thread;
 * {@link dev.smoothie.bindings.cuda.CudaDevice} is one card opened by one platform thread, and owns everything made from it.
 * Every extent is checked before a call and every status after it. Nothing enters that computes by itself.
 */
package dev.smoothie.bindings.cuda;

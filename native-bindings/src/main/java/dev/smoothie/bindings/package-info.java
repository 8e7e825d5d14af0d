/**
 * Loads native libraries by path, with the reason where that fails, and wraps the functions that are used of each.
 * Under the wrappers are bindings that jextract generates; they are not exported. A wrapper checks extents before each
 * call and status codes after it, and owns what it allocates. {@link dev.smoothie.bindings.OpenBlas} is here, CUDA in
 * {@link dev.smoothie.bindings.cuda}. Nothing enters that computes by itself.
 */
package dev.smoothie.bindings;

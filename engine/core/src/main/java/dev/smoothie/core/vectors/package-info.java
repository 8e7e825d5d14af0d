/**
 * Holds vectors outside the heap: embeddings {@code [rows, d]}, embedded outputs {@code [n, r, m, d]} with the marks of
 * those that are missing, and NumPy's {@code .npy} files of them. Nothing here computes.
 */
package dev.smoothie.core.vectors;

/**
 * What the rest of the core says to and hears from CUDA cards: in which precision a search screens
 * ({@link dev.smoothie.core.cards.Precision}), how it is planned and how it went. The packages below do the work.
 * {@code device} holds one open card with our kernels, {@code search} finds exact neighbours, {@code estimates} makes
 * row estimates and neighbourhood means, {@code pool} divides jobs among all cards. They see vectors, shapes and
 * memory, and know nothing of the other backends.
 */
package dev.smoothie.core.cards;

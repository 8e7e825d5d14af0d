/**
 * One open card with our kernels on it: its thread, its memory, and how the host's memory gets there. The kernels are
 * CUDA C in files beside these classes, compiled at the first start for the card at hand.
 */
package dev.smoothie.core.cards.device;

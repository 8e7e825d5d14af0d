/**
 * Learns from a few labels which outputs are good: features of outputs, and ridge regression of true scores on them.
 * Nothing here routes.
 */
package dev.smoothie.core.labels;

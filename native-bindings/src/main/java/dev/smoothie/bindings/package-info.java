/**
 * Native libraries as values: loading them by path with the reason when that fails, and one small wrapper per library over
 * the bindings that jextract generates. A wrapper checks extents before each call and statuses after it and owns what it
 * allocates. Generated bindings stay unexported; nothing enters that computes by itself.
 */
package dev.smoothie.bindings;

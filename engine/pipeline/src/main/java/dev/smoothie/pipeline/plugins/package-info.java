/**
 * Loads plugins from directories, and finds the embedders, neighbour searches, language models and table formats that they
 * offer. Each plugin directory gets a class loader of its own that sees only the JDK and {@code dev.smoothie.spi}. A plugin that
 * does not load is kept with the reason, and listed. This package imports no other package of the pipeline, and knows
 * nothing of any particular plugin.
 */
package dev.smoothie.pipeline.plugins;

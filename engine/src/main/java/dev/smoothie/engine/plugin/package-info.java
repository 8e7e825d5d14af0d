/**
 * Plugins from directories to embedders on offer. Each plugin directory gets a class loader of its own that sees the JDK
 * and {@code dev.smoothie.spi} alone; one that does not load becomes a value with its reason. Imports nothing of the
 * engine, and nothing enters here that knows what a particular plugin does.
 */
package dev.smoothie.engine.plugin;

package dev.smoothie.pipeline.report;

/**
 * The result of one check of {@code smoothie doctor}: something on this machine that works or does not.
 *
 * @param kind
 *            what was checked: java, system, backend, cuda, plugin, a role of plugins, cache
 * @param name
 *            which one
 * @param available
 *            whether it works
 * @param detail
 *            what it is, or why it does not work and what to do
 */
public record Finding(String kind, String name, boolean available, String detail) {}

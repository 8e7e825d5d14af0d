package dev.smoothie.pipeline.report;

/**
 * The routes of one method.
 *
 * @param name
 *            of the method
 * @param routes
 *            the generator of every sample; {@link dev.smoothie.core.route.Router#NONE} for none
 */
public record MethodRoutes(String name, int[] routes) {}

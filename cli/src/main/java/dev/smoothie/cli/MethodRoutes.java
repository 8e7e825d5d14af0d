package dev.smoothie.cli;

/**
 * Where a method routes.
 *
 * @param name
 *            of the method
 * @param routes
 *            for every sample the generator, {@link dev.smoothie.engine.route.Router#NONE} for none
 */
record MethodRoutes(String name, int[] routes) {}

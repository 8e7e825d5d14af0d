/**
 * Reads what answers cost from samples, or estimates it from prices. How costs change the routes is decided in the
 * core.
 */
package dev.smoothie.pipeline.costs;

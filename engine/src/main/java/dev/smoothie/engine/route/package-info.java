/**
 * Choosing: from errors, and from what answers cost, to one generator for each sample. Ties are settled here, and nowhere
 * else.
 */
package dev.smoothie.engine.route;

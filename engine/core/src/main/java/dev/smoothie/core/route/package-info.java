/**
 * Chooses one generator for each sample, from errors, and from what answers cost. Ties are settled in this package
 * only.
 */
package dev.smoothie.core.route;

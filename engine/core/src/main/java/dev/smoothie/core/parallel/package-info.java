/**
 * Runs loops over rows on all processors, with threads that live as long as the process. It imports no other package of
 * this module; every package may use it.
 */
package dev.smoothie.core.parallel;

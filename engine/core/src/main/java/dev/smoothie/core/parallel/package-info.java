/** Runs loops over rows on all processors. It imports no other package of this module; every package may use it. */
package dev.smoothie.core.parallel;

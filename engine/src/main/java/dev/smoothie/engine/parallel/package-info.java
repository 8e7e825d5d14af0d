/** Loops over rows on all processors. Imports nothing of ours; every package may use it. */
package dev.smoothie.engine.parallel;

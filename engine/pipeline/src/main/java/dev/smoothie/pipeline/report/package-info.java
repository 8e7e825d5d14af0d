/**
 * Results as data and as JSON: rankings, how far they can be believed, maps of samples, evaluations. How a terminal or
 * a page shows them is decided by the command line.
 */
package dev.smoothie.pipeline.report;

/**
 * Folders that every executor needs, such as those of a plugin or of a fitted state, and what one process opens once for
 * all of its tasks.
 */
package dev.smoothie.spark.shipping;

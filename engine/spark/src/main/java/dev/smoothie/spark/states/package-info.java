/** Routes inputs by a fitted state: their neighbours are looked up among the samples that were fitted. */
package dev.smoothie.spark.states;

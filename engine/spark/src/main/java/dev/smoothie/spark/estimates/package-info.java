/** Row estimates of the samples of a partition, and the global estimate from all of them. */
package dev.smoothie.spark.estimates;

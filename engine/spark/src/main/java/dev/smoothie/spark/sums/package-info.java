/** Sums that do not depend on the order of their terms. They know nothing of Spark. */
package dev.smoothie.spark.sums;

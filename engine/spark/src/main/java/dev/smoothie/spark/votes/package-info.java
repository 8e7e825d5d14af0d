/** Which answers of a sample are equal, and the vote among samples counted by that. */
package dev.smoothie.spark.votes;

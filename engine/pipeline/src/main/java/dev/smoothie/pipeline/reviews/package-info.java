/** Reads the scores that judges gave outputs from the samples. How they are estimated with is the core's. */
package dev.smoothie.pipeline.reviews;

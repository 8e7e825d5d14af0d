/**
 * Selects what is compared of an output: a {@link dev.smoothie.pipeline.views.View} maps the input and the output of a
 * sample to the text that is embedded.
 */
package dev.smoothie.pipeline.views;

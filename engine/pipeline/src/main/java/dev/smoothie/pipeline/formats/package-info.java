/**
 * Reads samples from files. A {@link dev.smoothie.pipeline.formats.SampleSource} recognises the layout of the files
 * that it is given ({@link dev.smoothie.pipeline.formats.Layout}) and opens the reader of that layout. A
 * {@link dev.smoothie.pipeline.formats.Dataset} holds what one pass over them found out: how many samples there are,
 * which generators, and which outputs are missing. To add a format, write a reader here and a layout that recognises
 * it.
 *
 * <h2>Our own format</h2>
 *
 * JSON Lines, one object for each sample:
 *
 * <pre>
 * {"id": "q1", "input": "...", "generations": {"model-a": "...", "model-b": ["...", "..."], "model-c": null}}
 * </pre>
 *
 * {@code id} defaults to the number of the line. A generation is a string, {@code null} (missing), or a list of several
 * outputs for the same input. {@code cost} is the money that each output cost; {@code scores}, {@code reference} and
 * {@code dataset} are labels. Generators are the union of the keys of {@code generations}, in the order of their first
 * appearance.
 */
package dev.smoothie.pipeline.formats;

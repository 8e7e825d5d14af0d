/**
 * Reads samples from files. A {@link dev.smoothie.pipeline.formats.SampleSource} recognises what kind its files are. Lines
 * of our own format it reads as they are; files of other tools it has joined into a temporary file of such lines. A
 * {@link dev.smoothie.pipeline.formats.Dataset} holds what one pass over the lines found out: how many samples there are,
 * which generators, and which outputs are missing. To add a format, write a
 * {@link dev.smoothie.pipeline.readers.FileKind}.
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
 *
 * <h2>How lines are read</h2>
 *
 * <ol>
 * <li>Files of lines are cut into blocks of whole lines ({@link dev.smoothie.pipeline.text.LineBlocks}), which all
 * threads take one after the other.
 * <li>{@link dev.smoothie.pipeline.formats.BlockScan} finds the samples of a block, and where in it the ids, inputs and
 * outputs are, without making texts of them. A block with a line that it does not understand, because it is malformed
 * or unusual, is read with a library by {@link dev.smoothie.pipeline.formats.JsonLinesReader}, which has the messages.
 * <li>{@link dev.smoothie.pipeline.formats.DatasetScan} adds the blocks up in the order of the file, so that everything
 * is the same with any number of threads.
 * <li>Later passes ({@link dev.smoothie.pipeline.formats.Dataset#inBlocks}) go through the same blocks and take what
 * they need from the places that the scan has noted ({@link dev.smoothie.pipeline.formats.BlockIndex}). Nothing is
 * parsed again, except by passes that read labels or costs.
 * </ol>
 */
package dev.smoothie.pipeline.formats;

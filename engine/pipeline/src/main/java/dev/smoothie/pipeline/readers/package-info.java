/**
 * What a reader of files of another tool needs, and what it gives. A {@link dev.smoothie.pipeline.readers.FileKind}
 * recognises a file by its {@link dev.smoothie.pipeline.readers.Beginning}, and reads it once, into
 * {@linkplain dev.smoothie.pipeline.readers.Entry entries}: what one place of one file tells about one sample. Entries
 * of all files are joined into samples elsewhere. The kinds themselves are in {@code dev.smoothie.pipeline.kinds}.
 */
package dev.smoothie.pipeline.readers;

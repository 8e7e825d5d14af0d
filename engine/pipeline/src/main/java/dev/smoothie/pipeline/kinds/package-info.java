/**
 * The kinds of files that samples are read from, one class for each: the formats of other tools, and our own. All are in
 * {@link dev.smoothie.pipeline.kinds.FileKinds}. To add one, write a class here and name it there.
 */
package dev.smoothie.pipeline.kinds;

/**
 * Reads text files as lines, or in blocks of lines for several threads: regular files, files compressed by gzip, and pipes, which are copied so that they can be
 * read again. Lines are counted, so that every message can name file and line, and their length is bounded.
 */
package dev.smoothie.pipeline.text;

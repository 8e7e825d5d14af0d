/**
 * Unpacking: ZIP archives and Zstandard streams, of which the JDK reads only a part. What is unpacked are bytes; this
 * package knows nothing about their meaning.
 */
package dev.smoothie.pipeline.packed;

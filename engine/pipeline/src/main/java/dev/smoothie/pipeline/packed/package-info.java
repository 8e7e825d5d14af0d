/**
 * Unpacks ZIP archives with members that the JDK does not unpack. What is unpacked are bytes; this package knows nothing
 * about their meaning.
 */
package dev.smoothie.pipeline.packed;

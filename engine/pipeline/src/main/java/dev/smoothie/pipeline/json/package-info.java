/** Reads and writes JSON. When reading, whatever is not as expected is a failure with file and line. */
package dev.smoothie.pipeline.json;

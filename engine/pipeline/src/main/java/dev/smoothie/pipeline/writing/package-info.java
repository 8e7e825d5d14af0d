/**
 * Writes the results of the use cases to files: routes, the choices of an evaluation, artificial sets.
 *
 * <h2>A route</h2>
 *
 * {@link dev.smoothie.pipeline.writing.RouteWriter} writes one JSON object for each sample, in the order of the input:
 *
 * <pre>
 * {"id": "q1", "model": "b", "generation": "...", "quality": {"a": 0.31, ...}, "error": {"a": 0.142, ...}}
 * </pre>
 */
package dev.smoothie.pipeline.writing;

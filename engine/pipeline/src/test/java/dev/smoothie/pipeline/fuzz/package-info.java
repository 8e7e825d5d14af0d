/**
 * What reads files and notations that others have written, under a coverage-guided fuzzer (Jazzer). A class named
 * {@code …Fuzz} is a target: whatever bytes it is given, nothing but a message for users may come out.
 * {@link dev.smoothie.pipeline.fuzz.FuzzTest} runs the targets for seconds, or for as long as it is told.
 */
package dev.smoothie.pipeline.fuzz;

/**
 * The use cases of the program, for Java programs and for the command line alike: {@link dev.smoothie.pipeline.Route},
 * {@link dev.smoothie.pipeline.Score}, {@link dev.smoothie.pipeline.Evaluate}, {@link dev.smoothie.pipeline.Generate},
 * {@link dev.smoothie.pipeline.Embed}, {@link dev.smoothie.pipeline.Simulate} and
 * {@link dev.smoothie.pipeline.Diagnose}. Each is a record of what is asked for, with a method {@code run} that does
 * it. A {@link dev.smoothie.pipeline.Resources} holds what they compute and embed with; a
 * {@link dev.smoothie.pipeline.Listener} receives what happens meanwhile. The packages below this one are in the order
 * of the data, and each imports only those before it ({@code README.md} of this module lists them).
 */
package dev.smoothie.pipeline;

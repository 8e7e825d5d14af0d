/**
 * What {@code smoothie doctor} finds out about the machine and about Java: the garbage collector and its faults, huge
 * pages, what the processor has, and how much the cache takes. Each class reads one source, and says in a
 * {@link dev.smoothie.pipeline.report.Finding} what it found and who uses it.
 */
package dev.smoothie.pipeline.machine;

/** The class that {@code java -jar} runs; it is in a jar of its own, and knows the module of the command by name only. */
package dev.smoothie.start;

/**
 * A soak: the distribution's commands run for minutes under faults of providers, kills, and a cache whose files are
 * deleted and damaged meanwhile; at the end one table says what was lost. {@link dev.smoothie.soak.Soak} is the program.
 * It is no test of the build, because it takes as long as it is told.
 */
package dev.smoothie.soak;

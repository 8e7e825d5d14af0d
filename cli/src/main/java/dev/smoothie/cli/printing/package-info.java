/** Prints what a person reads on a terminal: tables, notes, progress bars, guides. */
package dev.smoothie.cli.printing;

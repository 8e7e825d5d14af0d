/**
 * The {@code smoothie} command: one class per subcommand, each of which parses, calls the engine and prints. Results go
 * to standard output, everything else to standard error. Nothing that computes belongs here.
 */
package dev.smoothie.cli;

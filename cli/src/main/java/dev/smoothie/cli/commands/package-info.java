/**
 * The commands, a class for each. Each parses its part of the command line, calls one use case of the pipeline, and
 * prints the result.
 */
package dev.smoothie.cli.commands;

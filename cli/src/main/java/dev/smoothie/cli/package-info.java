/**
 * The {@code smoothie} command. {@link dev.smoothie.cli.Main} starts it. {@code commands} has a class for each
 * subcommand, {@code options} the options that they share, {@code printing} what is printed on the terminal,
 * {@code report} the page of {@code --report}. Results go to standard output, everything else to standard error.
 * Nothing is computed here: that belongs in the pipeline.
 */
package dev.smoothie.cli;

/** Writes the page of {@code --report}: one file of HTML with its data in it. The pipeline makes the data. */
package dev.smoothie.cli.report;

/**
 * The options that several commands share. Each class declares and explains some options, checks them, and makes of
 * them what a use case needs. What is wrong is refused before anything is done.
 */
package dev.smoothie.cli.options;

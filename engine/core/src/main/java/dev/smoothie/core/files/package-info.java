/**
 * Output files that are written whole or not at all, temporary files, and the reason of an I/O failure in words. What
 * is in the files, their writers decide.
 */
package dev.smoothie.core.files;

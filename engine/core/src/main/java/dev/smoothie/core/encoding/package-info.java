/**
 * The weights of a text encoder of the BERT family, as they lie in a mapped file: names, shapes and number formats are
 * settled here, so that whoever computes with them need not know which file they came from. Nothing here reads a file
 * or computes.
 */
package dev.smoothie.core.encoding;

/** A language model that answers from a file of outputs, so that a run can be repeated without asking any provider. */
package dev.smoothie.plugin.replay;

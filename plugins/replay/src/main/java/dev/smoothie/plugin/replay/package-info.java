/** A language model that answers from a file of generations, so that a run can be had again without asking anybody. */
package dev.smoothie.plugin.replay;

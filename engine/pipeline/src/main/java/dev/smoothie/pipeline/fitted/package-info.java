/**
 * What was learnt from samples, kept in a folder: its files, their manifest, and the check that what is asked of it is
 * what was fitted. How samples are embedded and estimated is not its business.
 */
package dev.smoothie.pipeline.fitted;

/**
 * Asks language models for outputs. A {@code models.yaml} lists the generators
 * ({@link dev.smoothie.pipeline.generation.ModelsFile}); each is a {@link dev.smoothie.spi.LanguageModel} with a prompt
 * of its own and limits to keep to. Every answer is written to a {@link dev.smoothie.pipeline.generation.Journal}
 * before the thread that got it asks for another, so a run that ends too soon is continued by the next one, and no
 * answer is asked for twice. Language models are plugins; nothing here depends on a particular one.
 */
package dev.smoothie.pipeline.generation;

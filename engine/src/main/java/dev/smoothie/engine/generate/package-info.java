/**
 * From prompts to outputs: asks every generator every prompt, politely and once. A {@code models.yaml} says who the generators
 * are ({@link dev.smoothie.engine.generate.ModelsFile}); each is a {@link dev.smoothie.spi.LanguageModel} with a prompt of its
 * own and limits to keep. Answers go to a {@link dev.smoothie.engine.generate.Journal} before anything more is asked, so that a
 * run that ends too soon goes on where it stopped. What a language model is made of is its plugin's business.
 */
package dev.smoothie.engine.generate;

/** Adds embeddings of the texts to samples, by the embedder of a plugin. */
package dev.smoothie.spark.embedding;

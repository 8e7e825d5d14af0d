/**
 * The {@code onnx} embedder: reads a sentence-transformers directory ({@code ModelFolder}), runs its tokenizer and its
 * graph ({@code Tokenizer}, {@code TextModel}), and offers both as an embedder ({@code OnnxEmbedder}). The graph runs in
 * native code; so does the tokenizer, unless it is one of BERT's, which {@code WordPiece} does faster.
 *
 * <p>
 * Only the class of native methods is used of the tokenizer's Java library. The rest of it would look for CUDA, write
 * to the home directory and report to its makers; ONNX Runtime would also report by default, see {@code Telemetry}.
 */
package dev.smoothie.plugin.onnx;

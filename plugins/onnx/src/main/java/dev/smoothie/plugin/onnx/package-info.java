/**
 * The {@code onnx} embedder: reads a sentence-transformers directory ({@code ModelFolder}), runs its tokenizer and its
 * graph ({@code Tokenizer}, {@code TextModel}), and offers both as an embedder ({@code OnnxEmbedder}). The graph runs in
 * native code; so does the tokenizer, unless it is one of BERT's, which {@code WordPiece} does faster.
 *
 * <p>
 * The {@code static} embedder adds up rows of a table instead of running a graph ({@code StaticEmbedder},
 * {@code StaticTable}). It is in this plugin because the table is made from the bundled model ({@code Distillation}), and
 * because it needs the same tokenizer; once the table is kept ({@code StaticModelFile}), nothing native is loaded.
 *
 * <p>
 * Only the class of native methods is used of the tokenizer's Java library. The rest of it would look for CUDA, write
 * to the home directory and report to its makers; ONNX Runtime would also report by default, see {@code Telemetry}.
 */
package dev.smoothie.plugin.onnx;

/**
 * The {@code onnx} embedder: a sentence-transformers directory read ({@code ModelFolder}), its tokenizer and its graph run
 * natively ({@code Tokenizer}, {@code TextModel}), and both put behind the SPI ({@code OnnxEmbedder}).
 *
 * <p>
 * Of the tokenizer's Java library only the class of native methods is used. The rest of it would probe for CUDA, write to
 * the home directory and report to its makers; so would ONNX Runtime by default, see {@code Telemetry}.
 */
package dev.smoothie.plugin.onnx;

/**
 * Reads the weights of text encoders of the BERT family from {@code model.safetensors} or from an ONNX graph, with the
 * {@code config.json} beside it. A file with another architecture, or a broken one, is answered with the reason. Nothing
 * here runs a model; {@link dev.smoothie.core.encoding} says what comes out.
 */
package dev.smoothie.pipeline.encoders;

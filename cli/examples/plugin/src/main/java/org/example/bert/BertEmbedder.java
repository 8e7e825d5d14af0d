package org.example.bert;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.TokenizedTexts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Embeds by a BERT in plain Java: the mean of the vectors of the tokens, scaled to length 1. It is also the
 * {@link Encoder} that it describes; where there is a graphics card, the program runs these weights there, and only
 * {@link #tokenize} of this class is called.
 *
 * @param model
 *            the name of the model
 * @param weights
 *            the file of its weights
 * @param bert
 *            the same, read
 * @param vocabulary
 *            its tokenizer
 * @param concurrency
 *            how many threads the program may use
 */
record BertEmbedder(String model, Path weights, Bert bert, Vocabulary vocabulary,
        int concurrency) implements Embedder, Encoder {

    @Override
    public int dimension() {
        return bert.dimension();
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        TokenizedTexts tokens = tokenize(texts);
        var vectors = new float[texts.size()][];
        for (int text = 0; text < vectors.length; text++) {
            vectors[text] = unit(mean(bert.encode(
                    Arrays.copyOfRange(tokens.ids(), tokens.starts()[text], tokens.starts()[text + 1]))));
        }
        return new EmbeddedBatch(vectors, tokens.ids().length, tokens.truncated());
    }

    @Override
    public Optional<Encoder> encoder() {
        return Optional.of(this);
    }

    @Override
    public Pooling pooling() {
        return Pooling.MEAN;
    }

    @Override
    public boolean normalized() {
        return true;
    }

    @Override
    public TokenizedTexts tokenize(List<String> texts) {
        return vocabulary.tokenize(texts);
    }

    private static float[] mean(float[][] tokens) {
        var mean = new float[tokens[0].length];
        for (float[] token : tokens) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += token[i] / tokens.length;
            }
        }
        return mean;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return vector;
    }
}

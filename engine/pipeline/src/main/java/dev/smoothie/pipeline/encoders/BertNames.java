package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.EncoderWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the weights of an encoder by the names that Hugging Face's BERT, RoBERTa and XLM-RoBERTa give them, behind any
 * one prefix ({@code bert.}, {@code roberta.}, {@code 0.auto_model.}). Related architectures share some of these names
 * and add others (relative positions, gated layers, norms elsewhere); so a name in the encoder that is not BERT's is
 * refused.
 *
 * @param prefix
 *            what stands before {@code embeddings} and {@code encoder} in all names
 */
record BertNames(String prefix) {
    private static final String WORD = "embeddings.word_embeddings";
    private static final String WORD_WEIGHT = WORD + ".weight";
    private static final Pattern LAYER = Pattern.compile("encoder\\.layer\\.(\\d{1,4})\\..*");
    private static final Pattern KNOWN = Pattern.compile(
            "embeddings\\.((word|position|token_type)_embeddings\\.weight|LayerNorm\\.(weight|bias|gamma|beta)|position_ids|token_type_ids)"
                    + "|encoder\\.layer\\.\\d+\\.((attention\\.self\\.(query|key|value)|(attention\\.output|intermediate|output)\\.dense)\\.(weight|bias)"
                    + "|(attention\\.output|output)\\.LayerNorm\\.(weight|bias|gamma|beta))");

    /** The names in {@code source}, which must have exactly one word table. */
    static BertNames in(TensorSource source) {
        List<String> tables = source.names().stream()
                .filter(name -> name.equals(WORD_WEIGHT) || name.endsWith("." + WORD_WEIGHT)).sorted().toList();
        if (tables.isEmpty()) {
            throw source.missing(WORD_WEIGHT);
        }
        if (tables.size() > 1) {
            throw new UnusableWeights("%s: several encoders in one file: %s".formatted(source.file(), tables));
        }
        String table = tables.getFirst();
        var names = new BertNames(table.substring(0, table.length() - WORD_WEIGHT.length()));
        names.requireNoOthers(source);
        return names;
    }

    private void requireNoOthers(TensorSource source) {
        for (String name : source.names().stream().sorted().toList()) {
            String own = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if ((own.startsWith("embeddings.") || own.startsWith("encoder.")) && !KNOWN.matcher(own).matches()) {
                throw new UnusableWeights(
                        "%s: not a plain BERT encoder: it also has %s".formatted(source.file(), name));
            }
        }
    }

    /** Reads all weights. */
    EncoderWeights weights(TensorSource source) {
        var layers = new ArrayList<EncoderWeights.Layer>();
        int count = layers(source);
        for (int layer = 0; layer < count; layer++) {
            layers.add(new EncoderWeights.Layer(
                    source.dense(query(layer)),
                    source.dense(layer(layer) + "attention.self.key"),
                    source.dense(layer(layer) + "attention.self.value"),
                    source.dense(attentionOutput(layer)),
                    source.norm(attentionNorm(layer)),
                    source.dense(intermediate(layer)),
                    source.dense(result(layer)),
                    source.norm(resultNorm(layer))));
        }
        return new EncoderWeights(source.file(), source.table(word()), source.table(position()),
                tokenType(source).map(source::table), source.norm(embeddingsNorm()), layers);
    }

    /** One more than the greatest number of a layer; at least 1, so that a missing first layer is named. */
    private int layers(TensorSource source) {
        int layers = 1;
        for (String name : source.names()) {
            Matcher layer = LAYER.matcher(name.startsWith(prefix) ? name.substring(prefix.length()) : "");
            if (layer.matches()) {
                layers = Math.max(layers, Integer.parseInt(layer.group(1)) + 1);
            }
        }
        return layers;
    }

    String word() {
        return prefix + WORD;
    }

    String position() {
        return prefix + "embeddings.position_embeddings";
    }

    Optional<String> tokenType(TensorSource source) {
        String name = prefix + "embeddings.token_type_embeddings";
        return source.names().contains(name + ".weight") ? Optional.of(name) : Optional.empty();
    }

    String embeddingsNorm() {
        return prefix + "embeddings.LayerNorm";
    }

    String query(int layer) {
        return layer(layer) + "attention.self.query";
    }

    String attentionOutput(int layer) {
        return layer(layer) + "attention.output.dense";
    }

    String attentionNorm(int layer) {
        return layer(layer) + "attention.output.LayerNorm";
    }

    String intermediate(int layer) {
        return layer(layer) + "intermediate.dense";
    }

    String result(int layer) {
        return layer(layer) + "output.dense";
    }

    String resultNorm(int layer) {
        return layer(layer) + "output.LayerNorm";
    }

    private String layer(int layer) {
        return "%sencoder.layer.%d.".formatted(prefix, layer);
    }
}

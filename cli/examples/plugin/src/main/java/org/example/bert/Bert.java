package org.example.bert;

import java.util.ArrayList;
import java.util.List;

/**
 * A BERT (Devlin et al. 2018), as plain as it can be written: a text at a time, a loop for every sum.
 *
 * @param words
 *            {@code [vocabulary, dimension]}, a row for each token
 * @param places
 *            {@code [maxTokens, dimension]}, a row for each place in a text
 * @param types
 *            its first row is added to every token; the second one is for pairs of texts
 */
record Bert(float[] words, float[] places, float[] types, Norm norm, List<Layer> layers, int heads) {

    /** One layer: attention, and two dense layers with GELU between them. */
    private record Layer(Dense query, Dense key, Dense value, Dense output, Norm attentionNorm, Dense wide,
            Dense narrow, Norm norm) {}

    /** Reads the weights by the names that Hugging Face's BERT gives them. */
    static Bert read(Safetensors file, Configuration configuration) {
        double epsilon = configuration.epsilon();
        var layers = new ArrayList<Layer>();
        for (int i = 0; i == 0 || file.has("encoder.layer.%d.output.dense.weight".formatted(i)); i++) {
            String layer = "encoder.layer.%d.".formatted(i);
            layers.add(new Layer(Dense.read(file, layer + "attention.self.query"),
                    Dense.read(file, layer + "attention.self.key"), Dense.read(file, layer + "attention.self.value"),
                    Dense.read(file, layer + "attention.output.dense"),
                    Norm.read(file, layer + "attention.output.LayerNorm", epsilon),
                    Dense.read(file, layer + "intermediate.dense"), Dense.read(file, layer + "output.dense"),
                    Norm.read(file, layer + "output.LayerNorm", epsilon)));
        }
        return new Bert(file.get("embeddings.word_embeddings.weight"),
                file.get("embeddings.position_embeddings.weight"),
                file.get("embeddings.token_type_embeddings.weight"),
                Norm.read(file, "embeddings.LayerNorm", epsilon), layers, configuration.heads());
    }

    int dimension() {
        return norm.gamma().length;
    }

    int maxTokens() {
        return places.length / dimension();
    }

    /** The vectors of the tokens of a text, {@code [tokens][dimension]}. */
    float[][] encode(int... ids) {
        int d = dimension();
        var x = new float[ids.length][d];
        for (int token = 0; token < ids.length; token++) {
            for (int i = 0; i < d; i++) {
                x[token][i] = words[ids[token] * d + i] + places[token * d + i] + types[i];
            }
        }
        x = norm.of(x);
        for (Layer layer : layers) {
            float[][] attended = attention(layer.query().of(x), layer.key().of(x), layer.value().of(x));
            x = layer.attentionNorm().of(sum(x, layer.output().of(attended)));
            x = layer.norm().of(sum(x, layer.narrow().of(gelu(layer.wide().of(x)))));
        }
        return x;
    }

    /** Softmax of {@code query · key / √size}, times {@code value}, for each head. */
    private float[][] attention(float[][] query, float[][] key, float[][] value) {
        int d = dimension();
        int size = d / heads;
        var attended = new float[query.length][d];
        var shares = new double[query.length];
        for (int head = 0; head < d; head += size) {
            for (int token = 0; token < query.length; token++) {
                double greatest = Double.NEGATIVE_INFINITY;
                for (int other = 0; other < key.length; other++) {
                    double product = 0;
                    for (int i = head; i < head + size; i++) {
                        product += query[token][i] * key[other][i];
                    }
                    shares[other] = product / Math.sqrt(size);
                    greatest = Math.max(greatest, shares[other]);
                }
                double total = 0;
                for (int other = 0; other < key.length; other++) {
                    shares[other] = Math.exp(shares[other] - greatest);
                    total += shares[other];
                }
                for (int other = 0; other < key.length; other++) {
                    for (int i = head; i < head + size; i++) {
                        attended[token][i] += (float) (shares[other] / total * value[other][i]);
                    }
                }
            }
        }
        return attended;
    }

    private static float[][] sum(float[][] a, float[][] b) {
        for (int row = 0; row < a.length; row++) {
            for (int i = 0; i < a[row].length; i++) {
                a[row][i] += b[row][i];
            }
        }
        return a;
    }

    private static float[][] gelu(float[][] x) {
        for (float[] row : x) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (row[i] / 2 * (1 + erf(row[i] / Math.sqrt(2))));
            }
        }
        return x;
    }

    /** The error function, to 1.5e-7 (Abramowitz and Stegun 7.1.26). */
    private static double erf(double x) {
        double t = 1 / (1 + 0.3275911 * Math.abs(x));
        double sum = t * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        return Math.signum(x) * (1 - sum * Math.exp(-x * x));
    }
}

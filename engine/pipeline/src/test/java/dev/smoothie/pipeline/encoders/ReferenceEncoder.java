package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderWeights.Dense;
import dev.smoothie.core.encoding.EncoderWeights.Layer;
import dev.smoothie.core.encoding.EncoderWeights.Norm;
import dev.smoothie.core.encoding.WeightTensor;

/** Computes an encoder in float64, as the papers write it: what every other implementation is compared with. */
final class ReferenceEncoder {
    private final EncoderModel model;

    ReferenceEncoder(EncoderModel model) {
        this.model = model;
    }

    /** The vectors {@code [tokens, hidden]} of the tokens of one text. */
    double[][] encode(int[] ids) {
        int hidden = model.weights().shape().hidden();
        var x = new double[ids.length][hidden];
        for (int t = 0; t < ids.length; t++) {
            add(x[t], model.weights().word(), ids[t]);
            add(x[t], model.weights().position(), model.firstPosition() + t);
            double[] token = x[t];
            model.weights().tokenType().ifPresent(table -> add(token, table, 0));
        }
        normalise(x, model.weights().norm());
        for (Layer layer : model.weights().layers()) {
            x = layer(x, layer);
        }
        return x;
    }

    private double[][] layer(double[][] x, Layer layer) {
        double[][] attended = attention(dense(x, layer.query()), dense(x, layer.key()), dense(x, layer.value()));
        double[][] y = sum(dense(attended, layer.output()), x);
        normalise(y, layer.attentionNorm());
        double[][] wide = dense(y, layer.intermediate());
        for (double[] row : wide) {
            for (int i = 0; i < row.length; i++) {
                row[i] = row[i] / 2 * (1 + erf(row[i] / Math.sqrt(2)));
            }
        }
        double[][] z = sum(dense(wide, layer.result()), y);
        normalise(z, layer.resultNorm());
        return z;
    }

    private double[][] attention(double[][] query, double[][] key, double[][] value) {
        int tokens = query.length;
        int size = model.headSize();
        var attended = new double[tokens][query[0].length];
        for (int head = 0; head < model.heads(); head++) {
            for (int t = 0; t < tokens; t++) {
                var weights = new double[tokens];
                double greatest = Double.NEGATIVE_INFINITY;
                for (int s = 0; s < tokens; s++) {
                    for (int i = head * size; i < (head + 1) * size; i++) {
                        weights[s] += query[t][i] * key[s][i];
                    }
                    weights[s] /= Math.sqrt(size);
                    greatest = Math.max(greatest, weights[s]);
                }
                double total = 0;
                for (int s = 0; s < tokens; s++) {
                    weights[s] = Math.exp(weights[s] - greatest);
                    total += weights[s];
                }
                for (int s = 0; s < tokens; s++) {
                    for (int i = head * size; i < (head + 1) * size; i++) {
                        attended[t][i] += weights[s] / total * value[s][i];
                    }
                }
            }
        }
        return attended;
    }

    private static double[][] dense(double[][] x, Dense dense) {
        int out = dense.weight().rows();
        int in = dense.weight().columns();
        float[] weight = dense.weight().toFloats();
        float[] bias = dense.bias().toFloats();
        var y = new double[x.length][out];
        for (int t = 0; t < x.length; t++) {
            for (int j = 0; j < out; j++) {
                double sum = bias[j];
                for (int i = 0; i < in; i++) {
                    sum += x[t][i] * weight[j * in + i];
                }
                y[t][j] = sum;
            }
        }
        return y;
    }

    private void normalise(double[][] x, Norm norm) {
        float[] gamma = norm.gamma().toFloats();
        float[] beta = norm.beta().toFloats();
        for (double[] row : x) {
            double mean = 0;
            for (double value : row) {
                mean += value / row.length;
            }
            double variance = 0;
            for (double value : row) {
                variance += (value - mean) * (value - mean) / row.length;
            }
            for (int i = 0; i < row.length; i++) {
                row[i] = (row[i] - mean) / Math.sqrt(variance + model.epsilon()) * gamma[i] + beta[i];
            }
        }
    }

    private static void add(double[] to, WeightTensor table, int row) {
        var values = new float[table.columns()];
        table.read(row, 1, values);
        for (int i = 0; i < values.length; i++) {
            to[i] += values[i];
        }
    }

    private static double[][] sum(double[][] a, double[][] b) {
        for (int t = 0; t < a.length; t++) {
            for (int i = 0; i < a[t].length; i++) {
                a[t][i] += b[t][i];
            }
        }
        return a;
    }

    /** The error function, by its series of positive terms (Abramowitz and Stegun 7.1.6). */
    static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}

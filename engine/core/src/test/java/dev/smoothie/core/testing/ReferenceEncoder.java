package dev.smoothie.core.testing;

import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.encoding.EncoderWeights.Dense;
import dev.smoothie.core.encoding.EncoderWeights.Layer;
import dev.smoothie.core.encoding.EncoderWeights.Norm;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The encoder in double arithmetic, one text at a time, as the papers have it (Devlin et al. 2018, Vaswani et al.
 * 2017): the oracle of every other. With {@code half} it rounds what every step gives to 16 bits, as a program does that
 * keeps all tensors in half precision; the error of that is the yardstick.
 */
public final class ReferenceEncoder {
    /** For erf, by its series and its continued fraction. */
    private static final double SMALL = 3;
    /** All sizes of encoders that cards run are multiples of it. */
    private static final int COLUMNS = 4;

    private final PooledEncoder pooled;
    private final boolean half;
    private final EncoderModel model;
    private final double[][] norm;
    private final List<Weights> layers = new ArrayList<>();

    /** The weights of a layer as doubles: matrices {@code [out · in]}. */
    private record Weights(double[][] query, double[][] key, double[][] value, double[][] output, double[][] norm1,
            double[][] wide, double[][] result, double[][] norm2) {}

    /** Reads all weights. */
    public ReferenceEncoder(PooledEncoder pooled, boolean half) {
        this.pooled = pooled;
        this.half = half;
        this.model = pooled.encoder();
        EncoderWeights weights = model.weights();
        this.norm = norm(weights.norm());
        for (Layer layer : weights.layers()) {
            layers.add(new Weights(dense(layer.query()), dense(layer.key()), dense(layer.value()),
                    dense(layer.output()), norm(layer.attentionNorm()), dense(layer.intermediate()),
                    dense(layer.result()), norm(layer.resultNorm())));
        }
    }

    private double[][] dense(Dense dense) {
        return new double[][]{matrix(dense.weight()), doubles(dense.bias())};
    }

    /** A matrix, rounded where a program in 16 bits would hold it so. */
    private double[] matrix(WeightTensor tensor) {
        return round(doubles(tensor));
    }

    private static double[][] norm(Norm norm) {
        return new double[][]{doubles(norm.gamma()), doubles(norm.beta())};
    }

    private static double[] doubles(WeightTensor tensor) {
        float[] floats = tensor.toFloats();
        double[] doubles = new double[floats.length];
        Arrays.setAll(doubles, i -> floats[i]);
        return doubles;
    }

    private double[] round(double[] numbers) {
        if (half) {
            Arrays.setAll(numbers, i -> Float.float16ToFloat(Float.floatToFloat16((float) numbers[i])));
        }
        return numbers;
    }

    /** The vector of a text. */
    public double[] encode(int... ids) {
        return ids.length == 0
                ? new double[model.weights().shape().hidden()]
                : pool(tokens(ids), pooled.pooling(), pooled.normalized());
    }

    /** The vectors of a text's tokens, after the last layer. */
    public double[][] tokens(int... ids) {
        int h = model.weights().shape().hidden();
        double[][] x = new double[ids.length][];
        float[] row = new float[h];
        double[] type = new double[h];
        model.weights().tokenType().ifPresent(table -> {
            table.read(0, 1, row);
            Arrays.setAll(type, i -> row[i]);
        });
        for (int place = 0; place < ids.length; place++) {
            double[] sum = new double[h];
            model.weights().word().read(ids[place], 1, row);
            add(sum, row);
            model.weights().position().read(model.firstPosition() + place, 1, row);
            add(sum, row);
            add(sum, type);
            x[place] = normalize(sum, norm);
        }
        for (Weights layer : layers) {
            x = layer(x, layer);
        }
        return x;
    }

    private static void add(double[] sum, float[] row) {
        Arrays.setAll(sum, i -> sum[i] + row[i]);
    }

    private static void add(double[] sum, double[] row) {
        Arrays.setAll(sum, i -> sum[i] + row[i]);
    }

    private double[][] layer(double[][] x, Weights layer) {
        double[][] attended = attention(times(x, layer.query()), times(x, layer.key()), times(x, layer.value()));
        double[][] between = new double[x.length][];
        double[][] output = times(attended, layer.output());
        for (int row = 0; row < x.length; row++) {
            add(output[row], x[row]);
            between[row] = normalize(round(output[row]), layer.norm1());
        }
        double[][] wide = times(between, layer.wide());
        for (double[] row : wide) {
            Arrays.setAll(row, i -> row[i] * 0.5 * (1 + erf(row[i] / Math.sqrt(2))));
            round(row);
        }
        double[][] result = times(wide, layer.result());
        for (int row = 0; row < x.length; row++) {
            add(result[row], between[row]);
            result[row] = normalize(round(result[row]), layer.norm2());
        }
        return result;
    }

    private double[][] times(double[][] x, double[][] dense) {
        int out = dense[1].length;
        double[][] product = new double[x.length][out];
        for (int row = 0; row < x.length; row++) {
            for (int column = 0; column < out; column += COLUMNS) {
                products(x[row], dense, column, product[row]);
            }
            round(product[row]);
        }
        return product;
    }

    /** Four columns side by side: sums that do not wait for each other take a third of the time. */
    private static void products(double[] x, double[][] dense, int column, double[] product) {
        int first = column * x.length;
        int second = first + x.length;
        int third = second + x.length;
        int fourth = third + x.length;
        double a = dense[1][column];
        double b = dense[1][column + 1];
        double c = dense[1][column + 2];
        double d = dense[1][column + 3];
        double[] weights = dense[0];
        for (int i = 0; i < x.length; i++) {
            a += x[i] * weights[first + i];
            b += x[i] * weights[second + i];
            c += x[i] * weights[third + i];
            d += x[i] * weights[fourth + i];
        }
        product[column] = a;
        product[column + 1] = b;
        product[column + 2] = c;
        product[column + 3] = d;
    }

    private double[][] attention(double[][] query, double[][] key, double[][] value) {
        int size = model.headSize();
        double[][] attended = new double[query.length][query[0].length];
        double[] scores = new double[query.length];
        for (int head = 0; head < model.heads(); head++) {
            int from = head * size;
            for (int row = 0; row < query.length; row++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int other = 0; other < key.length; other++) {
                    double sum = 0;
                    for (int i = from; i < from + size; i++) {
                        sum += query[row][i] * key[other][i];
                    }
                    scores[other] = sum / Math.sqrt(size);
                    most = Math.max(most, scores[other]);
                }
                round(scores);
                double total = 0;
                for (int other = 0; other < key.length; other++) {
                    scores[other] = Math.exp(scores[other] - most);
                    total += scores[other];
                }
                double all = total;
                Arrays.setAll(scores, i -> scores[i] / all);
                round(scores);
                for (int other = 0; other < key.length; other++) {
                    for (int i = from; i < from + size; i++) {
                        attended[row][i] += scores[other] * value[other][i];
                    }
                }
            }
        }
        for (double[] row : attended) {
            round(row);
        }
        return attended;
    }

    private double[] normalize(double[] row, double[][] affine) {
        double mean = Arrays.stream(row).average().orElseThrow();
        double variance = Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double scale = 1 / Math.sqrt(variance + model.epsilon());
        double[] result = new double[row.length];
        Arrays.setAll(result, i -> (row[i] - mean) * scale * affine[0][i] + affine[1][i]);
        return round(result);
    }

    /** The vector of a text, of those of its tokens. */
    public static double[] pool(double[][] x, Pooling pooling, boolean normalized) {
        double[] vector = switch (pooling) {
            case FIRST -> x[0].clone();
            case LAST -> x[x.length - 1].clone();
            case MEAN -> {
                double[] mean = new double[x[0].length];
                for (double[] row : x) {
                    Arrays.setAll(mean, i -> mean[i] + row[i] / x.length);
                }
                yield mean;
            }
        };
        if (normalized) {
            double length = Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
            Arrays.setAll(vector, i -> vector[i] / length);
        }
        return vector;
    }

    /** The error function, to 1e-15: its series near 0 (Abramowitz and Stegun 7.1.6), a continued fraction elsewhere. */
    static double erf(double x) {
        double size = Math.abs(x);
        if (size < SMALL) {
            double term = size;
            double sum = size;
            for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
                term *= 2 * size * size / (2 * n + 1);
                sum += term;
            }
            return Math.signum(x) * 2 / Math.sqrt(Math.PI) * Math.exp(-size * size) * sum;
        }
        double fraction = 0;
        for (int k = 60; k >= 1; k--) {
            fraction = k / 2.0 / (size + fraction);
        }
        return Math.signum(x) * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
    }

    /** {@code ‖a − b‖ / ‖b‖} over all vectors. */
    public static double relativeError(List<double[]> a, List<double[]> b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < a.get(i).length; j++) {
                difference += Math.pow(a.get(i)[j] - b.get(i)[j], 2);
                size += Math.pow(b.get(i)[j], 2);
            }
        }
        return Math.sqrt(difference / size);
    }
}

package org.example.bert;

/**
 * A dense layer: {@code weight · x + bias} for each row x.
 *
 * @param weight
 *            {@code [out, in]}, row-major
 * @param bias
 *            {@code [out]}
 */
record Dense(float[] weight, float[] bias) {

    static Dense read(Safetensors file, String name) {
        return new Dense(file.get(name + ".weight"), file.get(name + ".bias"));
    }

    float[][] of(float[][] x) {
        var y = new float[x.length][bias.length];
        for (int row = 0; row < x.length; row++) {
            int in = x[row].length;
            for (int out = 0; out < bias.length; out++) {
                float sum = bias[out];
                for (int i = 0; i < in; i++) {
                    sum += weight[out * in + i] * x[row][i];
                }
                y[row][out] = sum;
            }
        }
        return y;
    }
}

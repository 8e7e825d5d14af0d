package org.example.bert;

/** A layer normalisation: each row has the mean 0 and the variance 1, then is stretched by gamma and moved by beta. */
record Norm(float[] gamma, float[] beta, double epsilon) {

    static Norm read(Safetensors file, String name, double epsilon) {
        return new Norm(file.get(name + ".weight"), file.get(name + ".bias"), epsilon);
    }

    /** Changes x, and returns it. */
    float[][] of(float[][] x) {
        for (float[] row : x) {
            double mean = 0;
            for (float number : row) {
                mean += number / (double) row.length;
            }
            double variance = 0;
            for (float number : row) {
                variance += (number - mean) * (number - mean) / row.length;
            }
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) ((row[i] - mean) / Math.sqrt(variance + epsilon) * gamma[i] + beta[i]);
            }
        }
        return x;
    }
}

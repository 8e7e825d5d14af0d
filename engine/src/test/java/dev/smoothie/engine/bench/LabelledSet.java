package dev.smoothie.engine.bench;

import dev.smoothie.engine.Samples;
import dev.smoothie.engine.compute.Matrix;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.data.Npy;
import dev.smoothie.engine.data.SampleSource;
import dev.smoothie.engine.evaluate.LabelledBaselines;
import dev.smoothie.engine.evaluate.Truth;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A set with truth and embeddings, one output of every generator for every sample.
 *
 * @param name
 *            for the table
 * @param inputs
 *            {@code [n, d]}
 * @param outputs
 *            {@code [n·m, d']}
 * @param scores
 *            {@code [n, m]}
 */
record LabelledSet(String name, Embeddings inputs, Embeddings outputs, Matrix scores) {

    /** From {@code NAME=SET.jsonl,X.npy,L.npy}, the files as 'smoothie embed' writes them. */
    static LabelledSet read(Arena arena, String argument) {
        String[] nameAndFiles = argument.split("=", 2);
        String[] files = nameAndFiles[1].split(",", -1);
        Embeddings inputs = Npy.map(Path.of(files[1]), arena).embeddings();
        Embeddings outputs = Npy.map(Path.of(files[2]), arena).embeddings();
        try (SampleSource source = SampleSource.of(List.of(files[0]))) {
            Dataset dataset = Dataset.scan(source);
            Truth truth = Truth.read(arena, dataset, dataset.generators(), Optional.empty());
            return new LabelledSet(nameAndFiles[0], inputs, outputs, truth.scores());
        }
    }

    int generators() {
        return scores.columns();
    }

    int size() {
        return (int) scores.rows();
    }

    /** The same samples with some of the generators. */
    LabelledSet only(Arena arena, int[] kept) {
        int[] rows = new int[size() * kept.length];
        Matrix keptScores = Matrix.allocate(arena, size(), kept.length);
        for (int sample = 0; sample < size(); sample++) {
            for (int i = 0; i < kept.length; i++) {
                rows[sample * kept.length + i] = sample * generators() + kept[i];
                keptScores.set(sample, i, scores.get(sample, kept[i]));
            }
        }
        return new LabelledSet(name, inputs, outputs.gather(arena, rows), keptScores);
    }

    Samples samples() {
        return Samples.of(inputs, Generations.complete(outputs, generators()));
    }
}

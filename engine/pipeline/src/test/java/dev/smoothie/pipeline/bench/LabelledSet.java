package dev.smoothie.pipeline.bench;

import dev.smoothie.core.Samples;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.truth.TruthReader;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A set of samples with truth and embeddings, with one output of every generator for every sample.
 *
 * @param name
 *            of the set, for the table
 * @param inputs
 *            {@code [n, d]}
 * @param outputs
 *            {@code [n·m, d']}
 * @param scores
 *            {@code [n, m]}
 */
record LabelledSet(String name, Embeddings inputs, Embeddings outputs, Matrix scores) {

    /** Reads a set from {@code NAME=SET.jsonl,X.npy,L.npy}: files as 'smoothie embed' writes them. */
    static LabelledSet read(Arena arena, String argument) {
        String[] nameAndFiles = argument.split("=", 2);
        String[] files = nameAndFiles[1].split(",", -1);
        Embeddings inputs = Npy.map(Path.of(files[1]), arena).embeddings();
        Embeddings outputs = Npy.map(Path.of(files[2]), arena).embeddings();
        try (SampleSource source = SampleSource.of(List.of(files[0]))) {
            Dataset dataset = Dataset.scan(source);
            Truth truth = TruthReader.read(arena, dataset, dataset.generators(), Optional.empty(), Workers.all());
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

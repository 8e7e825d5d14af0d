package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.Samples;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.RowStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Finds embeddings that are all the same, which tell nothing: a file that was never filled, an embedder or a view that
 * gives one text for all. It stops at the first two that differ.
 *
 * @param samples
 *            what to look at
 * @param generators
 *            names of the columns
 * @param given
 *            whether the embeddings of the outputs were read from a file
 * @param compare
 *            how outputs are compared; by equality, equal vectors are equal answers
 */
public record SameVectors(Samples samples, List<String> generators, boolean given, Comparison compare) {
    /** With fewer samples outputs may well be equal. */
    private static final int FEWEST = 3;
    /** A generator may give one short answer to some questions; to ten it is worth a sentence. */
    private static final int FEWEST_OF_ONE = 10;

    /** Sentences for the user; none where vectors differ. */
    public List<String> notes() {
        var notes = new ArrayList<String>();
        samples.inputs().filter(inputs -> inputs.storage() instanceof RowStorage.Main).filter(this::same)
                .ifPresent(inputs -> notes
                        .add("inputs: all %,d have the same embedding%s, so no input is nearer than another; %s"
                                .formatted(inputs.rows(), zeros(inputs, 0),
                                        "look whether they are the questions, or the file of their embeddings is right")));
        samples.generations().filter(outputs -> outputs.vectors().storage() instanceof RowStorage.Main)
                .ifPresent(outputs -> outputs(outputs, notes));
        return notes;
    }

    private boolean same(Embeddings inputs) {
        return inputs.rows() >= FEWEST && IntStream.range(1, samples.size()).allMatch(row -> equal(inputs, 0, row));
    }

    private void outputs(Generations outputs, List<String> notes) {
        long[] first = new long[generators.size()];
        long[] count = new long[generators.size()];
        var constant = new ArrayList<Integer>();
        for (int generator = 0; generator < generators.size(); generator++) {
            if (constant(outputs, generator, first, count)) {
                constant.add(generator);
            }
        }
        boolean all = constant.size() == generators.size() && constant.stream()
                .allMatch(generator -> equal(outputs.vectors(), first[constant.getFirst()], first[generator]));
        if (all && samples.size() >= FEWEST) {
            notes.add("outputs: all have the same %s%s, so nothing can be estimated from them; %s".formatted(what(),
                    zeros(outputs.vectors(), first[0]),
                    given
                            ? "look whether the file of their embeddings was filled"
                            : "look whether the outputs differ, compare another part of them with --view, or use another --embedder"));
        } else {
            constant.stream().filter(generator -> count[generator] >= FEWEST_OF_ONE)
                    .forEach(generator -> notes.add(one(outputs, generator, first[generator], count[generator])));
        }
    }

    private String one(Generations outputs, int generator, long row, long count) {
        return "outputs: all %,d of %s have the same %s%s, so what is said of it means little; %s".formatted(count,
                generators.get(generator), what(), zeros(outputs.vectors(), row),
                given
                        ? "look whether the file of the embeddings has its column"
                        : "look whether it answers, and whether another --view finds more in its outputs");
    }

    private String what() {
        return compare == Comparison.EQUALITY ? "answer" : "embedding";
    }

    /** Whether all outputs of a generator have one embedding; says where the first is and how many there are. */
    private boolean constant(Generations outputs, int generator, long[] first, long[] count) {
        first[generator] = -1;
        for (int sample = 0; sample < outputs.samples(); sample++) {
            for (int repeat = 0; repeat < outputs.repeats(); repeat++) {
                if (outputs.presence().present(sample, repeat, generator)) {
                    long row = outputs.row(sample, repeat, generator);
                    if (count[generator]++ == 0) {
                        first[generator] = row;
                    } else if (!equal(outputs.vectors(), first[generator], row)) {
                        return false;
                    }
                }
            }
        }
        return count[generator] > 0;
    }

    private static boolean equal(Embeddings vectors, long one, long other) {
        return IntStream.range(0, vectors.dimension())
                .allMatch(column -> vectors.get(one, column) == vectors.get(other, column));
    }

    private static String zeros(Embeddings vectors, long row) {
        IntPredicate zero = column -> vectors.get(row, column) == 0;
        return IntStream.range(0, vectors.dimension()).allMatch(zero) ? ", which is zero" : "";
    }
}

package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.views.View;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives outputs vectors that say only whether they are the same answer: the squared distance of two outputs of a sample
 * is 0 if they are, and 1 if not. In each sample and repeat every answer has a dimension of its own. It is the same
 * dimension in all samples unless two answers of a sample fall on one, so that between samples too equal answers are
 * equal and different ones are nearly always different.
 */
public final class EqualAnswers {
    /** Two different answers differ in two numbers. */
    private static final float ONE = (float) Math.sqrt(0.5);
    /** Dimensions for each generator, and the fewest of all: in one of so many cases different answers look equal. */
    private static final int ROOM = 4;
    private static final int LEAST = 32;

    private final Dataset dataset;
    private final List<String> columns;
    private final View view;

    private EqualAnswers(Dataset dataset, List<String> columns, View view) {
        this.dataset = dataset;
        this.columns = columns;
        this.view = view;
    }

    /**
     * The vectors of all outputs.
     *
     * @param arena
     *            owns them
     * @param columns
     *            the m generators in the order of the columns
     * @param view
     *            which part of an output is the answer
     * @return {@code [n·r·m, d]} with d the larger of 4m and 32; zeros for missing outputs
     */
    static Embeddings vectors(Arena arena, Dataset dataset, List<String> columns, View view, Workers workers) {
        long rows = Math.multiplyExact((long) dataset.size() * dataset.repeats(), columns.size());
        int dimension = dimension(columns);
        Embeddings vectors = Embeddings.allocate(arena, rows, dimension);
        var answers = new EqualAnswers(dataset, columns, view);
        dataset.inBlocks(workers, Extra.NOTHING, answers::look, found -> found.forEach(place -> {
            float[] vector = new float[dimension];
            vector[place.column()] = ONE;
            vectors.set(place.row(), vector);
        }));
        return vectors;
    }

    /**
     * The vectors of the answers of one sample, which need not be in a dataset.
     *
     * @param arena
     *            owns them
     * @param answers
     *            what a view found in each output; empty for a missing output
     * @return {@code [m, d]}, as {@link #vectors}
     */
    public static Embeddings of(Arena arena, List<Optional<String>> answers) {
        int dimension = dimension(answers);
        Embeddings vectors = Embeddings.allocate(arena, answers.size(), dimension);
        var places = new Answers(dimension);
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).isPresent()) {
                float[] vector = new float[dimension];
                vector[places.dimension(AnswerText.normalised(answers.get(i).get()))] = ONE;
                vectors.set(i, vector);
            }
        }
        return vectors;
    }

    private static int dimension(List<?> columns) {
        return Math.max(ROOM * columns.size(), LEAST);
    }

    /** The dimension of an output's answer. */
    private record Place(long row, int column) {}

    private List<Place> look(SampleBlock block) {
        var found = new ArrayList<Place>();
        for (int rank = 0; rank < block.size(); rank++) {
            Sample sample = block.get(rank).sample();
            for (int repeat = 0; repeat < dataset.repeats(); repeat++) {
                look(sample, (long) block.get(rank).index() * dataset.repeats() + repeat, repeat, found);
            }
        }
        return found;
    }

    private void look(Sample sample, long unit, int repeat, List<Place> found) {
        var answers = new Answers(dimension(columns));
        for (int column = 0; column < columns.size(); column++) {
            List<String> outputs = sample.generations().getOrDefault(columns.get(column), List.of());
            if (repeat < outputs.size() && outputs.get(repeat) != null) {
                String answer = AnswerText.normalised(
                        view.apply(sample.input(), outputs.get(repeat)).orElse(""));
                found.add(new Place(unit * columns.size() + column, answers.dimension(answer)));
            }
        }
    }

    /** The dimensions of the answers of one sample and repeat. */
    private static final class Answers {
        private final Map<String, Integer> dimensions = new HashMap<>();
        private final boolean[] taken;

        Answers(int dimension) {
            taken = new boolean[dimension];
        }

        int dimension(String answer) {
            return dimensions.computeIfAbsent(answer, this::free);
        }

        /** The dimension that the answer's hash names, or the next that is free. */
        private int free(String answer) {
            int place = Math.floorMod((answer.hashCode() * 0x9E3779B9) >>> 8, taken.length);
            while (taken[place]) {
                place = (place + 1) % taken.length;
            }
            taken[place] = true;
            return place;
        }
    }
}

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

/**
 * Gives outputs vectors that say only whether they are the same answer: the squared distance of two outputs of a sample
 * is 0 if they are, and 1 if not. In each sample and repeat every answer has a dimension of its own, so there are as many
 * as generators.
 */
final class EqualAnswers {
    /** Two different answers differ in two numbers. */
    private static final float ONE = (float) Math.sqrt(0.5);

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
     * @return {@code [n·r·m, m]}, zeros for missing outputs
     */
    static Embeddings vectors(Arena arena, Dataset dataset, List<String> columns, View view, Workers workers) {
        long rows = Math.multiplyExact((long) dataset.size() * dataset.repeats(), columns.size());
        Embeddings vectors = Embeddings.allocate(arena, rows, columns.size());
        var answers = new EqualAnswers(dataset, columns, view);
        dataset.inBlocks(workers, Extra.NOTHING, answers::look, found -> found.forEach(place -> {
            float[] vector = new float[columns.size()];
            vector[place.answer()] = ONE;
            vectors.set(place.row(), vector);
        }));
        return vectors;
    }

    /** The number of an output's answer in its sample and repeat. */
    private record Place(long row, int answer) {}

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
        Map<String, Integer> answers = new HashMap<>();
        for (int column = 0; column < columns.size(); column++) {
            List<String> outputs = sample.generations().getOrDefault(columns.get(column), List.of());
            if (repeat < outputs.size() && outputs.get(repeat) != null) {
                String answer = AnswerText.normalised(
                        view.apply(sample.input(), outputs.get(repeat)).orElse(""));
                found.add(new Place(unit * columns.size() + column,
                        answers.computeIfAbsent(answer, _ -> answers.size())));
            }
        }
    }
}

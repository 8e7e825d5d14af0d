package dev.smoothie.pipeline;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EqualAnswers;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Judges the outputs for one input as {@code route --method vote} or {@code consensus} does, by what a state has learnt
 * of their generators. Any number of threads may ask.
 *
 * @param state
 *            which
 * @param embedder
 *            asked only for outputs that are compared by their embeddings; throws why there is none
 */
record OutputJudge(FittedState state, Supplier<QueryEmbedder> embedder) {
    private static final Workers CALLER = new Workers(1);

    /**
     * Judges.
     *
     * @param input
     *            needed only where the view compares inputs too
     * @param outputs
     *            one for each generator, in the state's order
     */
    Judged judge(Optional<String> input, List<Optional<String>> outputs) {
        boolean[] speaks = speaking(outputs);
        double[] errors = read(input, outputs, (arena, read) -> state.fitted().judge(arena, read, CALLER).row(0));
        int best = best(errors, speaks);
        return new Judged(best >= 0 ? best : best(errors, existing(outputs)), errors);
    }

    private boolean[] speaking(List<Optional<String>> outputs) {
        boolean[] speaks = new boolean[outputs.size()];
        for (int i = 0; i < speaks.length; i++) {
            speaks[i] = outputs.get(i).filter(state.manifest().view()::says).isPresent();
        }
        return speaks;
    }

    /**
     * Reads the outputs for one input as the state has those that it was fitted on, one sample with one repeat.
     *
     * @param reading
     *            is given them; they are gone when it returns
     */
    <T> T read(Optional<String> input, List<Optional<String>> outputs, BiFunction<Arena, Generations, T> reading) {
        int m = state.generators().size();
        if (outputs.size() != m) {
            throw new IllegalArgumentException("%d outputs of %d generators".formatted(outputs.size(), m));
        }
        View view = state.manifest().view();
        if (view.needsInput() && input.isEmpty()) {
            throw new SmoothieException("the view %s compares inputs too; give the input".formatted(view));
        }
        boolean[] speaks = speaking(outputs);
        List<Optional<String>> texts = outputs.stream()
                .map(said -> said.map(output -> view.apply(input, output).orElse(""))).toList();
        try (Arena arena = Arena.ofShared()) {
            Embeddings vectors = state.manifest().compare() == Comparison.EQUALITY
                    ? EqualAnswers.of(arena, texts)
                    : embedded(arena, texts, speaks);
            return reading.apply(arena,
                    new Generations(vectors, 1, 1, m, (_, _, generator) -> speaks[generator]));
        }
    }

    private static boolean[] existing(List<Optional<String>> outputs) {
        boolean[] exists = new boolean[outputs.size()];
        for (int i = 0; i < exists.length; i++) {
            exists[i] = outputs.get(i).isPresent();
        }
        return exists;
    }

    private int best(double[] errors, boolean[] eligible) {
        return new Router(Errors.same(errors), state.fitted().ranking().error()).route(1,
                (_, generator) -> eligible[generator])[0];
    }

    private Embeddings embedded(Arena arena, List<Optional<String>> texts, boolean[] speaks) {
        int[] said = IntStream.range(0, speaks.length).filter(i -> speaks[i]).toArray();
        Embeddings all = Embeddings.allocate(arena, speaks.length,
                state.samples().requireGenerations().vectors().dimension());
        if (said.length > 0) {
            float[][] found = embedder.get()
                    .embed(Arrays.stream(said).mapToObj(i -> texts.get(i).orElseThrow()).toList());
            for (int rank = 0; rank < said.length; rank++) {
                all.set(said[rank], found[rank]);
            }
        }
        return all;
    }
}

package dev.smoothie.pipeline;

import dev.smoothie.core.Fitted;
import dev.smoothie.core.compute.Matrix;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
        int m = state.generators().size();
        if (outputs.size() != m) {
            throw new IllegalArgumentException("%d outputs of %d generators".formatted(outputs.size(), m));
        }
        View view = state.manifest().view();
        if (view.needsInput() && input.isEmpty()) {
            throw new SmoothieException("the view %s compares inputs too; give the input".formatted(view));
        }
        boolean[] speaks = new boolean[m];
        var texts = new ArrayList<Optional<String>>();
        for (int i = 0; i < m; i++) {
            speaks[i] = outputs.get(i).filter(view::says).isPresent();
            texts.add(outputs.get(i).map(output -> view.apply(input, output).orElse("")));
        }
        double[] errors = errors(texts, speaks);
        int best = best(errors, speaks);
        return new Judged(best >= 0 ? best : best(errors, existing(outputs)), errors);
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

    private double[] errors(List<Optional<String>> texts, boolean[] speaks) {
        Fitted fitted = state.fitted();
        if (state.manifest().compare() == Comparison.EQUALITY) {
            try (Arena arena = Arena.ofShared()) {
                return errors(fitted, arena, EqualAnswers.of(arena, texts), speaks);
            }
        }
        var said = new ArrayList<Integer>();
        for (int i = 0; i < speaks.length; i++) {
            if (speaks[i]) {
                said.add(i);
            }
        }
        try (Arena arena = Arena.ofShared()) {
            Embeddings all = Embeddings.allocate(arena, speaks.length,
                    state.samples().requireGenerations().vectors().dimension());
            if (!said.isEmpty()) {
                Embeddings found = embedder.get().embed(arena,
                        said.stream().map(i -> texts.get(i).orElseThrow()).toList());
                float[] vector = new float[found.dimension()];
                for (int rank = 0; rank < said.size(); rank++) {
                    found.read(rank, vector);
                    all.set(said.get(rank), vector);
                }
            }
            return errors(fitted, arena, all, speaks);
        }
    }

    private static double[] errors(Fitted fitted, Arena arena, Embeddings vectors, boolean[] speaks) {
        var outputs = new Generations(vectors, 1, 1, speaks.length, (_, _, generator) -> speaks[generator]);
        Matrix errors = fitted.judge(arena, outputs, CALLER);
        return errors.row(0);
    }
}

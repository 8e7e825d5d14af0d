package dev.smoothie.core.evaluate;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.route.Router.Eligible;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Routes by a few labels, to compare with (the paper's baselines, Guha et al. 2024, §5): a handful of labelled samples
 * is drawn with replacement, and routes follow their true scores. This is repeated for several draws, because the
 * result depends much on which samples were drawn.
 *
 * @param inputs
 *            embeddings of the labelled inputs {@code [p, d]}
 * @param truth
 *            their true scores {@code [p, m]}, NaN where not known
 * @param labels
 *            how many are drawn, at least 1; 50 in the paper
 * @param draws
 *            how often, at least 1; 10 in the paper
 * @param seed
 *            of the draws
 */
public record LabelledBaselines(Embeddings inputs, Matrix truth, int labels, int draws, long seed) {
    /** Neighbours of labelled-kNN in the paper. */
    public static final int NEIGHBORS = 20;

    public LabelledBaselines {
        if (inputs.rows() != truth.rows()) {
            throw new IllegalArgumentException(
                    "embeddings of %d inputs, scores of %d".formatted(inputs.rows(), truth.rows()));
        }
        if (labels < 1 || draws < 1) {
            throw new IllegalArgumentException("%d labels in %d draws; both must be at least 1".formatted(labels,
                    draws));
        }
    }

    /**
     * Routes of each draw.
     *
     * @param bestOnValidation
     *            to the generator with the best mean score among the labelled
     * @param nearest
     *            to the generator with the best mean score among the {@value #NEIGHBORS} nearest of the labelled
     */
    public record Routes(List<int[]> bestOnValidation, List<int[]> nearest) {}

    /** Routes the samples {@code queries [n, d]}; ties go to the better of the draw, then to the lower index. */
    public Routes route(Embeddings queries, Eligible eligible, Backend backend, Workers workers) {
        var best = new ArrayList<int[]>();
        var nearest = new ArrayList<int[]>();
        var random = new SplittableRandom(seed);
        for (int draw = 0; draw < draws; draw++) {
            try (Arena arena = Arena.ofShared()) {
                int[] drawn = random.ints(labels, 0, Math.toIntExact(inputs.rows())).toArray();
                Matrix errors = errors(arena, drawn);
                double[] overall = GlobalEstimate.of(errors).error();
                int n = Math.toIntExact(queries.rows());
                best.add(new Router(Errors.same(overall), overall).route(n, eligible));
                Neighbors found = ExactSearch.of(arena, queries, inputs.gather(arena, drawn), NEIGHBORS, backend,
                        workers);
                nearest.add(new Router(
                        Errors.of(LocalEstimate.of(arena, errors, found, found.k(), backend, workers).errors()),
                        overall)
                        .route(n, eligible));
            }
        }
        return new Routes(best, nearest);
    }

    /** The true scores of the drawn samples, negated, because the router takes the smallest. */
    private Matrix errors(Arena arena, int[] drawn) {
        Matrix errors = Matrix.allocate(arena, drawn.length, truth.columns());
        for (int row = 0; row < drawn.length; row++) {
            for (int generator = 0; generator < truth.columns(); generator++) {
                errors.set(row, generator, -truth.get(drawn[row], generator));
            }
        }
        return errors;
    }
}

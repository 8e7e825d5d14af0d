package dev.smoothie.pipeline.reviews;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.reviews.Judge;
import dev.smoothie.core.reviews.Reviews;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the scores that judges gave the outputs, from the field {@code reviews} of the samples. */
public final class ReviewReader {

    private ReviewReader() {}

    /**
     * Reads all reviews of outputs that exist. A judge with the name of a generator is that generator.
     *
     * @param arena
     *            owns the scores
     * @param generators
     *            the generators in the order of the columns; reviews of others are ignored
     * @return empty if no sample has a review
     * @throws SmoothieException
     *             if a review is malformed, with file and line
     */
    public static Optional<Reviews> read(Arena arena, Dataset dataset, List<String> generators, Workers workers) {
        Map<String, Matrix> scores = new LinkedHashMap<>();
        dataset.inBlocks(workers, Extra.REVIEWS, block -> {
            var found = new ArrayList<Scored>();
            for (int rank = 0; rank < block.size(); rank++) {
                read(block.get(rank).index(), block.get(rank).sample(), generators, found);
            }
            return found;
        }, block -> block.forEach(scored -> scores
                .computeIfAbsent(scored.judge, _ -> unknown(arena, dataset.size(), generators.size()))
                .write(scored.sample, scored.scores)));
        if (scores.isEmpty()) {
            return Optional.empty();
        }
        var judges = new ArrayList<Judge>();
        scores.forEach((name, of) -> {
            int own = generators.indexOf(name);
            judges.add(new Judge(name, own < 0 ? OptionalInt.empty() : OptionalInt.of(own), of));
        });
        return Optional.of(new Reviews(judges));
    }

    /** The same where a method asks for them. */
    public static Reviews require(Arena arena, Dataset dataset, List<String> generators, Workers workers) {
        return read(arena, dataset, generators, workers).orElseThrow(() -> new SmoothieException(
                "%s: no sample has \"reviews\" of its outputs ({\"judge\": {\"generator\": number}}); ask judges for them with 'smoothie generate --reviews models.yaml', or use another --method"
                        .formatted(String.join(", ", dataset.source().names()))));
    }

    /** The scores that one judge gave the outputs of a sample, NaN where it gave none. */
    private record Scored(int sample, String judge, double[] scores) {}

    private static void read(int index, Sample sample, List<String> generators, List<Scored> found) {
        sample.reviews().forEach((judge, given) -> {
            double[] scores = new double[generators.size()];
            boolean any = false;
            for (int column = 0; column < scores.length; column++) {
                String generator = generators.get(column);
                scores[column] = sample.output(generator).isPresent()
                        ? given.getOrDefault(generator, Double.NaN)
                        : Double.NaN;
                any |= !Double.isNaN(scores[column]);
            }
            if (any) {
                found.add(new Scored(index, judge, scores));
            }
        });
    }

    private static Matrix unknown(Arena arena, int samples, int generators) {
        Matrix scores = Matrix.allocate(arena, samples, generators);
        double[] row = new double[generators];
        Arrays.fill(row, Double.NaN);
        for (int sample = 0; sample < samples; sample++) {
            scores.write(sample, row);
        }
        return scores;
    }
}

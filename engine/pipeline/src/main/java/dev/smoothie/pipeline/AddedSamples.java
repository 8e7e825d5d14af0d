package dev.smoothie.pipeline;

import dev.smoothie.core.Samples;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Presence;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts some samples of one set behind those of another. The embeddings are copied. */
final class AddedSamples {
    private final Arena arena;
    private final Samples set;
    private final Samples others;
    private final int[] chosen;
    private final String file;

    private AddedSamples(Arena arena, Samples set, Samples others, int[] chosen, String file) {
        this.arena = arena;
        this.set = set;
        this.others = others;
        this.chosen = chosen;
        this.file = file;
    }

    /**
     * Joins.
     *
     * @param arena
     *            owns the result
     * @param chosen
     *            which of {@code others}
     * @param file
     *            where these are from, for a message
     * @throws SmoothieException
     *             if the embeddings of both are not of one kind
     */
    static Samples of(Arena arena, Samples set, Samples others, int[] chosen, String file) {
        var joined = new AddedSamples(arena, set, others, chosen, file);
        Optional<Embeddings> inputs = set.inputs().map(vectors -> joined.rows(vectors, IntStream
                .range(0, set.size()).toArray(), others.inputs().orElseThrow(), chosen));
        int n = set.size();
        return new Samples(n + chosen.length, inputs, Optional.of(joined.generations()),
                index -> index < n ? set.names().apply(index) : others.names().apply(chosen[index - n]));
    }

    private Generations generations() {
        Generations first = set.requireGenerations().nearby(arena);
        Generations second = others.requireGenerations().nearby(arena);
        int repeats = Math.max(first.repeats(), second.repeats());
        int m = first.generators();
        int n = first.samples();
        Embeddings vectors = rows(first.vectors(), places(first, IntStream.range(0, n).toArray(), repeats),
                second.vectors(), places(second, chosen, repeats));
        return new Generations(vectors, n + chosen.length, repeats, m, presence(first, first.presence(), second,
                second.presence()), presence(first, first.silent(), second, second.silent()));
    }

    /** The rows of some samples with more repeats; −1 where there is none. */
    private static int[] places(Generations outputs, int[] samples, int repeats) {
        return Arrays.stream(samples).flatMap(sample -> IntStream.range(0, repeats * outputs.generators())
                .map(place -> place < outputs.repeats() * outputs.generators()
                        ? Math.toIntExact(outputs.row(sample, 0, 0) + place)
                        : -1))
                .toArray();
    }

    private Presence presence(Generations first, Presence ofFirst, Generations second, Presence ofSecond) {
        int n = first.samples();
        return (sample, repeat, generator) -> sample < n
                ? repeat < first.repeats() && ofFirst.present(sample, repeat, generator)
                : repeat < second.repeats() && ofSecond.present(chosen[sample - n], repeat, generator);
    }

    private Embeddings rows(Embeddings first, int[] ofFirst, Embeddings second, int[] ofSecond) {
        if (first.dimension() != second.dimension()) {
            throw new SmoothieException(
                    "--labels %s: the embeddings of its samples have %d numbers each, those of INPUT %d; embed both with one embedder, or label samples of INPUT"
                            .formatted(file, second.dimension(), first.dimension()));
        }
        Embeddings rows = Embeddings.allocate(arena, ofFirst.length + ofSecond.length, first.dimension());
        copy(first, ofFirst, rows, 0);
        copy(second, ofSecond, rows, ofFirst.length);
        return rows;
    }

    private static void copy(Embeddings from, int[] places, Embeddings to, int at) {
        float[] row = new float[from.dimension()];
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                from.read(places[i], row);
                to.set(at + i, row);
            }
        }
    }
}

package dev.smoothie.core.vectors;

import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * The embedded outputs of all generators for all samples, {@code [n, r, m, d]}, and which of them exist: n samples, r
 * generations of each input by each generator (1 in most sets), m generators, dimension d.
 *
 * @param vectors
 *            {@code n·r·m} rows; a row whose output is missing may hold anything, NaN included
 * @param samples
 *            n
 * @param repeats
 *            r, at least 1
 * @param generators
 *            m, at least 1
 * @param presence
 *            which outputs exist and say something: all that is estimated is estimated from these
 * @param silent
 *            which outputs exist and say nothing, such as a blank text: they agree with nobody, and are chosen only where
 *            a sample has nothing else
 */
public record Generations(Embeddings vectors, int samples, int repeats, int generators, Presence presence,
        Presence silent) {
    private static final int SAMPLES_OF_PART = 64;

    public Generations {
        Objects.requireNonNull(presence, "presence");
        Objects.requireNonNull(silent, "silent");
        if (samples < 0 || repeats < 1 || generators < 1) {
            throw new IllegalArgumentException(
                    "generations [n=%d, r=%d, m=%d]".formatted(samples, repeats, generators));
        }
        if (vectors.rows() != (long) samples * repeats * generators) {
            throw new IllegalArgumentException("generations [%d, %d, %d, d] need %d rows of embeddings, got %d"
                    .formatted(samples, repeats, generators, (long) samples * repeats * generators, vectors.rows()));
        }
    }

    /** Outputs that all say something, where they exist. */
    public Generations(Embeddings vectors, int samples, int repeats, int generators, Presence presence) {
        this(vectors, samples, repeats, generators, presence, Presence.NOTHING);
    }

    /** Whether a generator has an output for a sample, in any repeat, that says something. */
    public boolean speaks(int sample, int generator) {
        return any(presence, sample, generator);
    }

    /** Whether a generator has an output for a sample, in any repeat. */
    public boolean exists(int sample, int generator) {
        return any(presence, sample, generator) || any(silent, sample, generator);
    }

    private boolean any(Presence of, int sample, int generator) {
        for (int repeat = 0; repeat < repeats; repeat++) {
            if (of.present(sample, repeat, generator)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any output for a sample says something. */
    public boolean anySpeaks(int sample) {
        for (int generator = 0; generator < generators; generator++) {
            if (speaks(sample, generator)) {
                return true;
            }
        }
        return false;
    }

    /** One output of every generator for every sample, {@code [n, m, d]}. */
    public static Generations complete(Embeddings vectors, int generators) {
        if (vectors.rows() % generators != 0) {
            throw new IllegalArgumentException(
                    "%d rows are not a multiple of %d generators".formatted(vectors.rows(), generators));
        }
        return new Generations(vectors, Math.toIntExact(vectors.rows() / generators), 1, generators, Presence.COMPLETE);
    }

    /** The row of {@link #vectors} that holds one output. */
    public long row(int sample, int repeat, int generator) {
        return ((long) sample * repeats + repeat) * generators + generator;
    }

    /** All outputs in main memory; {@code arena} owns copies. */
    public Generations nearby(Arena arena) {
        return vectors.storage() instanceof RowStorage.Main
                ? this
                : nearby(arena, LongStream.range(0, samples).toArray());
    }

    /**
     * The outputs of some samples in main memory. If all are there already, nothing is copied and all are returned.
     *
     * @param arena
     *            owns copies
     * @param chosen
     *            samples, ascending
     */
    public Generations nearby(Arena arena, long[] chosen) {
        if (vectors.storage() instanceof RowStorage.Main) {
            return this;
        }
        int each = repeats * generators;
        long[] rows = new long[Math.multiplyExact(chosen.length, each)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = chosen[i / each] * each + i % each;
        }
        return new Generations(vectors.gather(arena, rows), chosen.length, repeats, generators,
                (sample, repeat, generator) -> presence.present((int) chosen[sample], repeat, generator),
                (sample, repeat, generator) -> silent.present((int) chosen[sample], repeat, generator));
    }

    /**
     * Checks the outputs of one sample.
     *
     * @throws NonFiniteEmbeddingException
     *             naming the first row of an output that exists and is not finite
     */
    public void requireFinite(int sample) {
        long row = firstNonFiniteRow(sample, sample + 1L);
        if (row != LowestRow.NONE) {
            throw new NonFiniteEmbeddingException(row);
        }
    }

    /**
     * Checks the outputs of all samples, in parallel. Estimators need not: they see what is not finite in their results.
     * It says which row was the first, when several threads have met some.
     *
     * @throws NonFiniteEmbeddingException
     *             naming the first row of an output that exists and is not finite
     */
    public void requireFinite(Workers workers) {
        long sample = LowestRow.of(samples, SAMPLES_OF_PART, (from, to) -> {
            long row = firstNonFiniteRow(from, to);
            return row == LowestRow.NONE ? row : row / repeats / generators;
        }, workers);
        if (sample != LowestRow.NONE) {
            requireFinite((int) sample);
        }
    }

    private long firstNonFiniteRow(long fromSample, long toSample) {
        for (int sample = (int) fromSample; sample < toSample; sample++) {
            for (int repeat = 0; repeat < repeats; repeat++) {
                for (int generator = 0; generator < generators; generator++) {
                    long row = row(sample, repeat, generator);
                    if (presence.present(sample, repeat, generator)
                            && vectors.slice(row, row + 1).firstNonFiniteRow() == 0) {
                        return row;
                    }
                }
            }
        }
        return LowestRow.NONE;
    }
}

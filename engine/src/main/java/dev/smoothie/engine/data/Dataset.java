package dev.smoothie.engine.data;

import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one pass over a source tells about its samples: how many there are, who generated, and which outputs are missing.
 * Holds no texts: {@code 2·m·n} bits for the outputs of n samples, and 8 bytes per sample while scanning. Immutable; any
 * number of threads.
 */
public final class Dataset {
    /** Below three, the disagreement of generators does not tell which of them is at fault. */
    public static final int FEWEST_GENERATORS = 3;

    private final SampleSource source;
    private final int size;
    private final int repeats;
    private final Map<String, Integer> indices;
    private final List<String> generators;
    private final List<Presence> presence;
    private final int withoutInput;
    private final Sample firstWithoutInput;
    private final boolean mentionsCosts;

    private Dataset(SampleSource source, Scan scan) {
        this.source = source;
        this.size = scan.size;
        this.repeats = scan.repeats;
        this.indices = scan.indices;
        this.generators = List.copyOf(scan.indices.keySet());
        this.presence = List.copyOf(scan.presence);
        this.withoutInput = scan.withoutInput;
        this.firstWithoutInput = scan.firstWithoutInput;
        this.mentionsCosts = scan.mentionsCosts;
    }

    /**
     * Reads {@code source} to its end.
     *
     * @throws SmoothieException
     *             if there is no sample, two samples have the same id, or the files are broken anywhere
     */
    public static Dataset scan(SampleSource source) {
        Objects.requireNonNull(source, "source");
        var scan = new Scan();
        var ids = new IdCheck();
        try (SampleReader samples = source.open()) {
            while (samples.hasNext()) {
                Sample sample = samples.next();
                ids.add(sample.id());
                scan.add(sample);
            }
            scan.mentionsCosts = samples.mentionsCosts();
        }
        if (scan.size == 0) {
            throw new SmoothieException(
                    "%s: no samples; expected at least one".formatted(String.join(", ", source.names())));
        }
        ids.check(source);
        return new Dataset(source, scan);
    }

    /** Where the samples come from; not closed by us. */
    public SampleSource source() {
        return source;
    }

    /** A new pass over the samples, in the order of their indices here; the caller closes it. */
    public SampleReader open() {
        return source.open();
    }

    /** {@link #open} with the labels of the samples. */
    public SampleReader openLabelled() {
        return source.openLabelled();
    }

    /** {@link #open} with the costs of the outputs. */
    public SampleReader openCosted() {
        return source.openCosted();
    }

    /** Whether any sample says what its outputs cost: without, a pass for costs finds none. */
    public boolean mentionsCosts() {
        return mentionsCosts;
    }

    /** n, the number of samples, at least 1. */
    public int size() {
        return size;
    }

    /** The generators, in order of first appearance; the index of one is its column everywhere. */
    public List<String> generators() {
        return generators;
    }

    /** The column of {@code generator}. */
    public int index(String generator) {
        Integer index = indices.get(generator);
        if (index == null) {
            throw new IllegalArgumentException("no generator \"%s\" among %s".formatted(generator, generators));
        }
        return index;
    }

    /** r, the largest number of repeats that any generator has for a sample; 0 where there are no generations at all. */
    public int repeats() {
        return repeats;
    }

    /** Whether any sample has generations. Test inputs of the train-time regime need none. */
    public boolean hasGenerations() {
        return !generators.isEmpty();
    }

    /** Whether there is an output, be it an empty string, of {@code generator} for {@code sample} in {@code repeat}. */
    public boolean present(int sample, int repeat, int generator) {
        Objects.checkIndex(sample, size);
        Objects.checkIndex(repeat, repeats);
        return presence.get(generator).present(sample, repeat);
    }

    /** Whether there is an output of {@code generator} for {@code sample} in any repeat. */
    public boolean present(int sample, int generator) {
        Objects.checkIndex(sample, size);
        return presence.get(generator).any(sample);
    }

    /**
     * Whether the file says that {@code generator} has no output for {@code sample} (all its repeats are null), as opposed to
     * saying nothing about it.
     */
    public boolean explicitlyMissing(int sample, int generator) {
        Objects.checkIndex(sample, size);
        return presence.get(generator).mentioned.get(sample) && !presence.get(generator).any(sample);
    }

    /** How many samples have no input. */
    public int withoutInput() {
        return withoutInput;
    }

    /**
     * Checks that there are at least three generators.
     *
     * @throws SmoothieException
     *             "Smoothie needs at least 3 generators, got 2 …"
     */
    public void requireGenerators() {
        requireGenerators(generators, String.join(", ", source.names()));
    }

    /** Checks that there are at least three {@code generators} in {@code where}, as {@link #requireGenerators()} does. */
    public static void requireGenerators(List<String> generators, Object where) {
        if (generators.size() < FEWEST_GENERATORS) {
            throw new SmoothieException("Smoothie needs at least %d generators, got %d%s in %s".formatted(
                    FEWEST_GENERATORS,
                    generators.size(), generators.isEmpty() ? "" : " (%s)".formatted(String.join(", ", generators)),
                    where));
        }
    }

    /**
     * Checks that every sample has an input.
     *
     * @param why
     *            who needs it, as in "--method local looks up neighbours among the inputs"
     * @throws SmoothieException
     *             naming the first sample that has none
     */
    public void requireInputs(String why) {
        if (withoutInput > 0) {
            throw new SmoothieException("%s: no \"input\" in sample %s (%d of %d samples have none); %s".formatted(
                    firstWithoutInput.where(), firstWithoutInput.id(), withoutInput, size, why));
        }
    }

    /** Which outputs of one generator there are; a bit per sample. */
    private static final class Presence {
        private final BitSet mentioned = new BitSet();
        private final List<BitSet> repeats = new ArrayList<>();

        void add(int sample, List<String> outputs) {
            mentioned.set(sample);
            for (int r = 0; r < outputs.size(); r++) {
                if (r == repeats.size()) {
                    repeats.add(new BitSet());
                }
                repeats.get(r).set(sample, outputs.get(r) != null);
            }
        }

        boolean present(int sample, int repeat) {
            return repeat < repeats.size() && repeats.get(repeat).get(sample);
        }

        boolean any(int sample) {
            return repeats.stream().anyMatch(repeat -> repeat.get(sample));
        }
    }

    /** What has been seen so far. */
    private static final class Scan {
        private final Map<String, Integer> indices = new LinkedHashMap<>();
        private final List<Presence> presence = new ArrayList<>();
        private int size;
        private int repeats;
        private int withoutInput;
        private Sample firstWithoutInput;
        private boolean mentionsCosts;

        void add(Sample sample) {
            sample.generations().forEach((generator, outputs) -> {
                int index = indices.computeIfAbsent(generator, _ -> indices.size());
                if (index == presence.size()) {
                    presence.add(new Presence());
                }
                presence.get(index).add(size, outputs);
                repeats = Math.max(repeats, outputs.size());
            });
            if (sample.input().isEmpty() && withoutInput++ == 0) {
                firstWithoutInput = sample;
            }
            size = Math.incrementExact(size);
        }
    }
}

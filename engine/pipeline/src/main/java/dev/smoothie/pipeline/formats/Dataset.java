package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one pass over a source found out about its samples: how many there are, which generators they have, and which
 * outputs are missing. Holds no texts: {@code 2·m·n} bits for the outputs of n samples, and 8 bytes for each sample
 * while scanning. Immutable; any number of threads may use it.
 */
public final class Dataset {
    /** The lowest number of generators: with fewer, their disagreement does not tell which of them is wrong. */
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
     * Scans the samples of {@code source}, which is read to its end.
     *
     * @throws SmoothieException
     *             if there is no sample, two samples have the same id, or a file is malformed anywhere
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

    /** The source of the samples. It is not closed by this class. */
    public SampleSource source() {
        return source;
    }

    /** Opens a new pass over the samples, in the order of their indices here. The caller closes it. */
    public SampleReader open() {
        return source.open();
    }

    /** Opens a pass as {@link #open} does, with the labels of the samples. */
    public SampleReader openLabelled() {
        return source.openLabelled();
    }

    /** Opens a pass as {@link #open} does, with the costs of the outputs. */
    public SampleReader openCosted() {
        return source.openCosted();
    }

    /** Whether any sample states what its outputs cost. If none does, a pass that reads costs finds none. */
    public boolean mentionsCosts() {
        return mentionsCosts;
    }

    /** n, the number of samples, at least 1. */
    public int size() {
        return size;
    }

    /** The generators, in the order of their first appearance. The index of a generator is its column in all arrays. */
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

    /** r, the largest number of outputs that any generator has for one sample; 0 if there are no outputs at all. */
    public int repeats() {
        return repeats;
    }

    /** Whether any sample has outputs. Samples that are routed by estimates from a training set need none. */
    public boolean hasGenerations() {
        return !generators.isEmpty();
    }

    /** Whether {@code generator} has an output, perhaps an empty string, for {@code sample} in {@code repeat}. */
    public boolean present(int sample, int repeat, int generator) {
        Objects.checkIndex(sample, size);
        Objects.checkIndex(repeat, repeats);
        return presence.get(generator).present(sample, repeat);
    }

    /** Whether {@code generator} has an output for {@code sample} in any repeat. */
    public boolean present(int sample, int generator) {
        Objects.checkIndex(sample, size);
        return presence.get(generator).any(sample);
    }

    /**
     * Whether the file states that {@code generator} has no output for {@code sample} (all its repeats are null), as
     * opposed to not mentioning it.
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

    /**
     * Checks that {@code generators} has at least three elements, as {@link #requireGenerators()} does; {@code where}
     * names their origin in the message.
     */
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
     *            what needs the inputs, as in "--method local looks up neighbours among the inputs"
     * @throws SmoothieException
     *             if a sample has none; the message names the first
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

    /** What a scan has found out so far. */
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

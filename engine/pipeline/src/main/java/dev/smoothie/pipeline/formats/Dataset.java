package dev.smoothie.pipeline.formats;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.kinds.FileKinds;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.SmoothieException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What one pass over a source found out about its samples: how many there are, which generators they have, and which
 * outputs are missing. Holds no texts: if any output is missing {@code 2·m·n} bits for the outputs of n samples, 8 bytes
 * for each sample while scanning, and outside the heap the places of texts in JSON Lines, {@code 4·n·(m + 4)} bytes.
 * Immutable; any number of threads may use it.
 */
public final class Dataset {
    /** The lowest number of generators: with fewer, their disagreement does not tell which of them is wrong. */
    public static final int FEWEST_GENERATORS = 3;

    private final SampleSource source;
    private final int size;
    private final int repeats;
    private final Map<String, Integer> indices;
    private final List<String> generators;
    /** By generator; empty if every sample has exactly one output of each. */
    private final Optional<List<OutputPresence>> presence;
    private final int withoutInput;
    private final DatasetScan.Place firstWithoutInput;
    private final boolean mentionsCosts;
    private final boolean blanks;
    private final LinePasses passes;
    private final List<String> warnings;

    private Dataset(SampleSource source, DatasetScan scan, LinePasses passes) {
        this.source = source;
        this.size = scan.size();
        this.repeats = scan.repeats();
        this.indices = scan.indices();
        this.generators = List.copyOf(scan.indices().keySet());
        this.presence = scan.presence();
        this.withoutInput = scan.withoutInput();
        this.firstWithoutInput = scan.firstWithoutInput();
        this.mentionsCosts = scan.mentionsCosts();
        this.blanks = scan.hasBlanks();
        this.passes = passes;
        this.warnings = source.joined().isPresent() ? List.of() : scan.warnings();
    }

    /** Scans the samples on one thread. */
    public static Dataset scan(SampleSource source) {
        return scan(source, new Workers(1));
    }

    /**
     * Scans the samples of {@code source}, which is read to its end.
     *
     * @throws SmoothieException
     *             if there is no sample, two samples have the same id, or a file is malformed anywhere; if the files are
     *             read strictly, also if something looks like a mistake
     */
    public static Dataset scan(SampleSource source, Workers workers) {
        Objects.requireNonNull(source, "source");
        var scan = new DatasetScan();
        LinePasses passes = source.scan(scan, workers);
        if (scan.size() == 0) {
            throw new SmoothieException(
                    "%s: no samples; expected at least one".formatted(String.join(", ", source.names())));
        }
        scan.checkIds(source);
        var dataset = new Dataset(source, scan, passes);
        if (source.options().strict() && !dataset.warnings.isEmpty()) {
            throw new SmoothieException("%s (an error because of --strict)".formatted(
                    String.join("; ", dataset.warnings)));
        }
        return dataset;
    }

    /** What looks like a mistake in the files, a sentence each; none if nothing does. */
    public List<String> warnings() {
        return warnings;
    }

    /** The source of the samples. It is not closed by this class. */
    public SampleSource source() {
        return source;
    }

    /** Opens a new pass over the samples, in the order of their indices here. The caller closes it. */
    public SampleReader open() {
        return source.open();
    }

    /**
     * Goes through all samples in blocks, on all threads.
     *
     * @param extra
     *            what is read besides ids, inputs and outputs
     * @param work
     *            is given the samples of one block in their order, which it must not keep; called by several threads at
     *            once
     * @param taker
     *            takes the results in the order of the samples; called by one thread at a time
     * @throws SmoothieException
     *             if a file cannot be read, has changed since it was scanned, or what {@code extra} asks for is malformed
     */
    public <R> void inBlocks(Workers workers, Extra extra, Function<SampleBlock, R> work, Consumer<R> taker) {
        passes.inBlocks(workers, extra, work, taker);
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

    /** Whether any output is blank. */
    public boolean hasBlanks() {
        return blanks;
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
        Objects.checkIndex(generator, generators.size());
        return presence.isEmpty() || presence.get().get(generator).present(sample, repeat);
    }

    /** Whether {@code generator} has an output for {@code sample} in any repeat. */
    public boolean present(int sample, int generator) {
        Objects.checkIndex(sample, size);
        Objects.checkIndex(generator, generators.size());
        return presence.isEmpty() || presence.get().get(generator).any(sample);
    }

    /** How many outputs a sample has, of all generators and repeats. */
    public int outputs(int sample) {
        int count = 0;
        for (int generator = 0; generator < generators.size(); generator++) {
            for (int repeat = 0; repeat < repeats; repeat++) {
                count += present(sample, repeat, generator) ? 1 : 0;
            }
        }
        return count;
    }

    /**
     * Whether the file states that {@code generator} has no output for {@code sample} (all its repeats are null), as
     * opposed to not mentioning it.
     */
    public boolean explicitlyMissing(int sample, int generator) {
        Objects.checkIndex(sample, size);
        return presence.isPresent() && presence.get().get(generator).mentioned(sample) && !present(sample, generator);
    }

    /** How many samples have no input. */
    public int withoutInput() {
        return withoutInput;
    }

    /**
     * Checks that there are at least three generators.
     *
     * @throws SmoothieException
     *             "Smoothie needs at least 3 generators, got 2 …"; or, if there are none and a file looks like no format,
     *             what it looks like
     */
    public void requireGenerators() {
        if (generators.isEmpty()) {
            source.unknown().ifPresent(unknown -> {
                throw unknown;
            });
        }
        String names = String.join(", ", source.names());
        if (generators.size() < FEWEST_GENERATORS && source.joined().isPresent()) {
            throw new SmoothieException(tooFew(generators, "%s (%s)".formatted(names, source.joined().get().kinds()))
                    + "; give the files of the other models, too, or one line for each sample, such as "
                    + FileKinds.EXAMPLE);
        }
        requireGenerators(generators, names);
    }

    /**
     * Checks that {@code generators} has at least three elements, as {@link #requireGenerators()} does; {@code where}
     * names their origin in the message.
     */
    public static void requireGenerators(List<String> generators, Object where) {
        if (generators.size() < FEWEST_GENERATORS) {
            throw new SmoothieException(tooFew(generators, where));
        }
    }

    private static String tooFew(List<String> generators, Object where) {
        return "Smoothie needs at least %d generators, got %d%s in %s".formatted(FEWEST_GENERATORS,
                generators.size(), generators.isEmpty() ? "" : " (%s)".formatted(String.join(", ", generators)), where);
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
}

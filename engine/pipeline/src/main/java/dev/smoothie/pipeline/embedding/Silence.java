package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Presence;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Knows which outputs of a dataset say nothing: in which a view finds nothing, or that are blank. Such an output agrees
 * with nobody. Nothing is estimated from it, and it is chosen only where a sample has nothing else. Immutable once it is
 * made; any number of threads may use it.
 */
public final class Silence {
    private final View view;
    private final List<String> generators;
    private final int repeats;
    /** By generator: bit {@code sample·repeats + repeat}. */
    private final List<BitSet> silent;
    /** How many outputs have each of what the view looks for. */
    private final LongAdder[] found;
    private Optional<Example> example = Optional.empty();

    private Silence(Dataset dataset, View view) {
        this.view = view;
        this.generators = dataset.generators();
        this.repeats = dataset.repeats();
        this.silent = generators.stream().map(_ -> new BitSet()).toList();
        this.found = view.looksFor().stream().map(_ -> new LongAdder()).toArray(LongAdder[]::new);
    }

    /**
     * Looks at all outputs through {@code view}. The texts are read only if any of them can be silent.
     *
     * @throws SmoothieException
     *             if the view fails on an output
     */
    public static Silence of(Dataset dataset, View view, Workers workers) {
        var silence = new Silence(dataset, view);
        if (dataset.hasBlanks() || !(view instanceof View.Full || view instanceof View.InputAndOutput)) {
            dataset.inBlocks(workers, Extra.NOTHING, silence::look, found -> found.forEach(silence::add));
        }
        return silence;
    }

    /** An output that says nothing: the beginning of its text, and where it is. */
    public record Example(String output, String where) {}

    private record Place(int generator, int bit, Example example) {}

    private List<Place> look(SampleBlock block) {
        var found = new ArrayList<Place>();
        for (int rank = 0; rank < block.size(); rank++) {
            look(block.get(rank).sample(), block.get(rank).index(), found);
        }
        return found;
    }

    private void look(Sample sample, int index, List<Place> found) {
        for (int generator = 0; generator < generators.size(); generator++) {
            List<String> outputs = sample.generations().getOrDefault(generators.get(generator), List.of());
            for (int repeat = 0; repeat < outputs.size(); repeat++) {
                if (outputs.get(repeat) != null && !says(sample, outputs.get(repeat))) {
                    found.add(new Place(generator, index * repeats + repeat, new Example(
                            JsonCursor.excerpt(outputs.get(repeat)), "%s of sample %s, %s"
                                    .formatted(generators.get(generator), sample.id(), sample.where()))));
                }
            }
        }
    }

    private boolean says(Sample sample, String output) {
        try {
            int at = view.found(output);
            if (at >= 0) {
                found[at].increment();
            }
            return at >= 0;
        } catch (SmoothieException e) {
            throw new SmoothieException("%s: sample %s: %s".formatted(sample.where(), sample.id(), e.getMessage()), e);
        }
    }

    private void add(Place place) {
        silent.get(place.generator()).set(place.bit());
        if (example.isEmpty()) {
            example = Optional.of(place.example());
        }
    }

    /**
     * The silence of a dataset whose embeddings are given. If all texts are blank they were left out, and nothing is
     * known of silence.
     */
    public static Silence ofGiven(Dataset dataset, View view, Workers workers) {
        Silence found = of(dataset, view, workers);
        return found.isComplete(dataset) ? none(dataset, view) : found;
    }

    /** Nothing is silent. */
    public static Silence none(Dataset dataset, View view) {
        return new Silence(dataset, view);
    }

    /** The part of the outputs that was looked at. */
    public View view() {
        return view;
    }

    /** Which outputs exist and say nothing; the generators are columns of the dataset. */
    public Presence silent() {
        return (sample, repeat, generator) -> silent.get(generator).get(sample * repeats + repeat);
    }

    /** Whether a generator has no output for a sample but silent ones, and at least one of these. */
    public boolean only(Dataset dataset, int sample, int generator) {
        boolean any = false;
        for (int repeat = 0; repeat < repeats; repeat++) {
            if (dataset.present(sample, repeat, generator)) {
                if (!silent.get(generator).get(sample * repeats + repeat)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** The first output that is silent. */
    public Optional<Example> example() {
        return example;
    }

    /**
     * How many outputs have each of what the view looks for, {@link View#looksFor}: where there are several, the first of
     * them counts.
     */
    public long[] found() {
        return Arrays.stream(found).mapToLong(LongAdder::sum).toArray();
    }

    /** How many outputs are silent. */
    public long outputs() {
        return silent.stream().mapToLong(BitSet::cardinality).sum();
    }

    /** In how many samples. */
    public long samples() {
        var any = new BitSet();
        for (BitSet of : silent) {
            of.stream().map(bit -> bit / repeats).forEach(any::set);
        }
        return any.cardinality();
    }

    /** How often a generator was silent, and how many outputs it has. */
    public record Share(String generator, long silent, long outputs) {
        /** Whether it was silent in more than a tenth of its outputs. */
        public boolean isLarge() {
            return 10 * silent > outputs;
        }
    }

    /** Of each generator that was silent at all, in the order of the columns. */
    public List<Share> shares(Dataset dataset) {
        return IntStream.range(0, generators.size()).filter(generator -> !silent.get(generator).isEmpty())
                .mapToObj(generator -> new Share(generators.get(generator), silent.get(generator).cardinality(),
                        outputs(dataset, generator)))
                .toList();
    }

    private long outputs(Dataset dataset, int generator) {
        long count = 0;
        for (int sample = 0; sample < dataset.size(); sample++) {
            for (int repeat = 0; repeat < repeats; repeat++) {
                count += dataset.present(sample, repeat, generator) ? 1 : 0;
            }
        }
        return count;
    }

    /** Whether outputs are silent in the way that they are blank; otherwise the view did not find what it looks for. */
    public boolean isBlankness() {
        return view instanceof View.Full || view instanceof View.InputAndOutput;
    }

    /** How many outputs there are, silent or not. */
    public long all(Dataset dataset) {
        return IntStream.range(0, generators.size()).mapToLong(generator -> outputs(dataset, generator)).sum();
    }

    /**
     * Checks that any output says something.
     *
     * @throws SmoothieException
     *             if there are outputs and all are silent; it shows one of them
     */
    public void requireSpeech(Dataset dataset) {
        if (isComplete(dataset)) {
            throw new SmoothieException(isBlankness()
                    ? "all %,d outputs are blank: there is nothing to compare".formatted(outputs())
                    : "the view %s finds nothing in any of the %,d outputs, such as \"%s\" (%s); it looks for %s; choose another --view"
                            .formatted(view, outputs(), example.orElseThrow().output(),
                                    example.orElseThrow().where(), String.join(", or ", view.looksFor())));
        }
    }

    /** Whether there are outputs, and none says anything. */
    boolean isComplete(Dataset dataset) {
        return outputs() > 0 && outputs() == all(dataset);
    }
}

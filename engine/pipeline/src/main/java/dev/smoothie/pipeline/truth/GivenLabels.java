package dev.smoothie.pipeline.truth;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.formats.SampleText;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scores of some samples that a file of labels gives: of samples of a set, which have the same ids, or of others.
 *
 * @param file
 *            the samples of the file
 * @param generators
 *            of the set, in the order of the columns
 * @param labelled
 *            the samples with scores by their ids, in the order of the file
 */
public record GivenLabels(Dataset file, List<String> generators, Map<SampleId, Labelled> labelled) {

    /**
     * A sample with scores.
     *
     * @param index
     *            in the file
     * @param sample
     *            as the file has it
     */
    public record Labelled(int index, Sample sample) {}

    /**
     * Reads the scores of a file.
     *
     * @throws SmoothieException
     *             if it has none, or has scores of a generator that the set does not know
     */
    public static GivenLabels read(Dataset file, List<String> generators) {
        var labelled = new LinkedHashMap<SampleId, Labelled>();
        try (SampleReader samples = file.openLabelled()) {
            for (int index = 0; samples.hasNext(); index++) {
                Sample sample = samples.next();
                if (!sample.labels().scores().isEmpty()) {
                    requireKnown(sample, generators);
                    labelled.put(sample.id(), new Labelled(index, sample));
                }
            }
        }
        if (labelled.isEmpty()) {
            throw new SmoothieException(
                    "--labels %s: no sample has \"scores\"; add them to some samples, as in \"scores\": {\"%s\": 1, \"%s\": 0}"
                            .formatted(name(file), generators.getFirst(), generators.getLast()));
        }
        return new GivenLabels(file, generators, labelled);
    }

    private static void requireKnown(Sample sample, List<String> generators) {
        sample.labels().scores().keySet().stream().filter(name -> !generators.contains(name)).findFirst()
                .ifPresent(unknown -> {
                    throw new SmoothieException(
                            "--labels: %s: sample %s has a score of \"%s\", which INPUT has no outputs of; its generators are %s"
                                    .formatted(sample.where(), sample.id(), unknown, String.join(", ", generators)));
                });
    }

    private static String name(Dataset file) {
        return String.join(", ", file.source().names());
    }

    /**
     * Finds the labelled samples in a set.
     *
     * @param lengths
     *            receives how many characters each output of the set has, {@code [n, m]}; the mean over its repeats
     * @return by id, the index in the set
     * @throws SmoothieException
     *             if a sample has another text here than in the file; it shows both
     */
    public Map<SampleId, Integer> find(Dataset set, Matrix lengths, Workers workers) {
        var found = new LinkedHashMap<SampleId, Integer>();
        set.inBlocks(workers, Extra.NOTHING, block -> look(block, lengths), places -> places
                .forEach(place -> found.put(place.id(), place.index())));
        return found;
    }

    private record Place(SampleId id, int index) {}

    private List<Place> look(SampleBlock block, Matrix lengths) {
        var places = new ArrayList<Place>();
        for (int rank = 0; rank < block.size(); rank++) {
            SampleText text = block.get(rank);
            Sample sample = text.sample();
            lengths.write(text.index(), lengths(sample));
            Labelled known = labelled.get(sample.id());
            if (known != null) {
                requireSame(sample, known.sample());
                places.add(new Place(sample.id(), text.index()));
            }
        }
        return places;
    }

    /** How many characters the outputs of a sample have, {@code [m]}; NaN where there is none. */
    public double[] lengths(Sample sample) {
        return OutputLengths.of(sample, generators);
    }

    /** The scores of a labelled sample, {@code [m]}; the mean of several of one output, NaN where there is none. */
    public double[] scores(Sample sample) {
        return generators.stream().mapToDouble(sample.labels()::score).toArray();
    }

    private static void requireSame(Sample sample, Sample label) {
        differ(sample.input(), label.input()).ifPresent(both -> {
            throw other(sample, label, "input", both);
        });
        label.generations().forEach((generator, outputs) -> {
            List<String> here = sample.generations().get(generator);
            if (here != null && !here.equals(outputs)) {
                differ(Optional.ofNullable(sample.output(generator).orElse("null")),
                        Optional.of(label.output(generator).orElse("null"))).ifPresent(both -> {
                            throw other(sample, label, "output of " + generator, both);
                        });
            }
        });
    }

    private static Optional<String[]> differ(Optional<String> a, Optional<String> b) {
        if (a.isEmpty() || b.isEmpty() || a.get().equals(b.get())) {
            return Optional.empty();
        }
        return Optional.of(fromDifference(a.get(), b.get()));
    }

    /** The beginnings of two texts; if they begin alike, from a little before they differ. */
    private static String[] fromDifference(String a, String b) {
        int at = Math.max(0, Arrays.mismatch(a.toCharArray(), b.toCharArray()) - 10);
        String before = at == 0 ? "" : "…";
        return new String[]{before + JsonCursor.excerpt(a.substring(Math.min(at, a.length()))),
                before + JsonCursor.excerpt(b.substring(Math.min(at, b.length())))};
    }

    private static SmoothieException other(Sample sample, Sample label, String what, String[] both) {
        return new SmoothieException(
                "--labels: sample %s has another %s in %s than in %s: \"%s\" and \"%s\"; the scores must be of these outputs. If they are different samples, give them different ids (without ids, line numbers are taken)"
                        .formatted(sample.id(), what, label.where(), sample.where(), both[1], both[0]));
    }
}

package dev.smoothie.pipeline.truth;

import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds what makes a truth worthless, such as scores that are all the same, and says its likely cause in sentences. */
public final class TruthCheck {
    private final Dataset dataset;
    private final List<String> generators;
    private final Truth truth;
    private final Optional<Metric> metric;

    private TruthCheck(Dataset dataset, List<String> generators, Truth truth, Optional<Metric> metric) {
        this.dataset = dataset;
        this.generators = generators;
        this.truth = truth;
        this.metric = metric;
    }

    /** Sentences for the user, for what {@link TruthReader#read} has read; none where nothing is wrong. */
    public static List<String> notes(Dataset dataset, List<String> generators, Truth truth, Optional<Metric> metric,
            Workers workers) {
        var check = new TruthCheck(dataset, generators, truth, metric);
        var notes = new ArrayList<String>();
        metric.filter(Metric::countsWords).ifPresent(_ -> check.words(workers).addTo(notes));
        check.sameScores().ifPresent(notes::add);
        return notes;
    }

    /** What is seen of all scores: their range, how many there are, and whether they differ within any sample. */
    private record Seen(double lowest, double highest, long scores, boolean differ, boolean several) {}

    private Seen look() {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        long scores = 0;
        boolean differ = false;
        boolean several = false;
        for (long sample = 0; sample < truth.scores().rows(); sample++) {
            double first = Double.NaN;
            for (double score : truth.scores().row(sample)) {
                if (!Double.isNaN(score)) {
                    lowest = Math.min(lowest, score);
                    highest = Math.max(highest, score);
                    scores++;
                    several |= !Double.isNaN(first);
                    differ |= !Double.isNaN(first) && score != first;
                    first = score;
                }
            }
        }
        return new Seen(lowest, highest, scores, differ, several);
    }

    private Optional<String> sameScores() {
        Seen seen = look();
        if (!seen.several || seen.differ) {
            return Optional.empty();
        }
        if (seen.lowest < seen.highest) {
            return Optional.of(
                    ("%s: in every sample all outputs have the same score, so no generator and no choice is better than another. "
                            + "Probably the scores are of the samples, not of their outputs: give each output its own")
                            .formatted(name()));
        }
        return Optional.of("%s: every score is %s (%,d of them), so nothing can be told apart. %s".formatted(name(),
                number(seen.lowest), seen.scores, cause(seen.lowest)));
    }

    private String name() {
        return metric.map(named -> "metric " + named).orElse("scores");
    }

    private static String number(double score) {
        return score == Math.rint(score) && Math.abs(score) < 1e9
                ? Long.toString((long) score)
                : Double.toString(score);
    }

    private String cause(double score) {
        if (metric.isEmpty()) {
            return "Probably \"scores\" was filled in before anybody judged the outputs, or holds something else than scores: look at them, or name a --metric if the samples have a \"reference\"";
        }
        String shown = example().map(" (%s)"::formatted).orElse("");
        return (score == 0 ? nothingRight() : everythingRight()) + shown;
    }

    private String nothingRight() {
        return switch (metric.orElseThrow()) {
            case ROUGE1, ROUGE2, ROUGE_L ->
                "No output has %s in common with its reference: look whether each reference belongs to its sample, and is in the language of the outputs"
                        .formatted(metric.orElseThrow() == Metric.ROUGE2 ? "two words in a row" : "a word");
            case EXACT ->
                "The whole output must be the reference, letter by letter: where it holds more than that, use contains or numeric";
            case CONTAINS ->
                "No reference occurs in its output: look whether each belongs to its sample, and is short enough; for long texts use rougeL";
            case GSM8K ->
                "An output must say \"the answer is\", in these words, with the reference in the same sentence: otherwise use numeric or contains";
            case NUMERIC ->
                "The last number of the output must be the last of the reference: look whether the answer stands at the end; otherwise use contains";
        };
    }

    private String everythingRight() {
        return switch (metric.orElseThrow()) {
            case CONTAINS, GSM8K ->
                "Probably the references are empty or so short that they occur in every output: use exact or numeric, or give whole answers";
            case NUMERIC -> "Probably the same number ends every output and reference: look at them, or use exact";
            case ROUGE1, ROUGE2, ROUGE_L, EXACT ->
                "Every output is its reference: look whether outputs were copied into \"reference\", or the samples are too easy to tell generators apart";
        };
    }

    /** The first sample with an output and a reference, in short. */
    private Optional<String> example() {
        Optional<String> found = Optional.empty();
        try (var samples = dataset.openLabelled()) {
            for (Sample sample = samples.next(); sample != null && found.isEmpty(); sample = samples.next()) {
                Sample shown = sample;
                found = generators.stream().filter(generator -> shown.output(generator).isPresent()).findFirst()
                        .filter(_ -> !shown.labels().references().isEmpty())
                        .map(generator -> "sample %s: reference \"%s\", output of %s \"%s\"".formatted(shown.id(),
                                JsonCursor.excerpt(shown.labels().references().getFirst()), generator,
                                JsonCursor.excerpt(shown.output(generator).orElseThrow())));
            }
        }
        return found;
    }

    /** How many references and outputs have no words, and how many samples are in a script without spaces. */
    private record Wordless(long references, long withoutWords, String example, long outputs, long silent,
            long unspaced) {
        static final Wordless NONE = new Wordless(0, 0, "", 0, 0, 0);

        Wordless and(Wordless next) {
            return new Wordless(references + next.references, withoutWords + next.withoutWords,
                    example.isEmpty() ? next.example : example, outputs + next.outputs, silent + next.silent,
                    unspaced + next.unspaced);
        }

        void addTo(List<String> notes) {
            if (unspaced > 0) {
                notes.add(
                        "ROUGE: the references of %,d samples are in a script without spaces between words, such as Chinese, Japanese or Thai; there each character counts as a word"
                                .formatted(unspaced));
            }
            if (withoutWords > 0) {
                notes.add(
                        "ROUGE: %,d of %,d references have no words, that is no letters and digits, so every output scores 0 by them (%s); give other references, or use --metric exact"
                                .formatted(withoutWords, references, example));
            }
            if (silent > 0 && silent == outputs) {
                notes.add(
                        "ROUGE: none of the %,d outputs has words, that is letters or digits, so all score 0; use --metric exact"
                                .formatted(outputs));
            }
        }
    }

    private Wordless words(Workers workers) {
        Wordless[] all = {Wordless.NONE};
        dataset.inBlocks(workers, Extra.LABELS, block -> {
            Wordless found = Wordless.NONE;
            for (int rank = 0; rank < block.size(); rank++) {
                found = found.and(words(block.get(rank).sample()));
            }
            return found;
        }, found -> all[0] = all[0].and(found));
        return all[0];
    }

    private Wordless words(Sample sample) {
        List<String> references = sample.labels().references();
        List<String> without = references.stream().filter(text -> Words.of(text).isEmpty()).toList();
        List<String> outputs = references.isEmpty()
                ? List.of()
                : generators.stream().map(generator -> sample.output(generator).orElse(null)).filter(Objects::nonNull)
                        .toList();
        return new Wordless(references.size(), without.size(),
                without.isEmpty() ? "" : "\"%s\", %s".formatted(JsonCursor.excerpt(without.getFirst()), sample.where()),
                outputs.size(), outputs.stream().filter(text -> Words.of(text).isEmpty()).count(),
                references.stream().anyMatch(Words::withoutSpaces) ? 1 : 0);
    }
}

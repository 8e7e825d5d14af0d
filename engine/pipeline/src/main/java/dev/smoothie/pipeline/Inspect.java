package dev.smoothie.pipeline;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.joining.FileReport;
import dev.smoothie.pipeline.joining.JoinedSamples;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.report.Inspection;
import dev.smoothie.pipeline.report.Inspection.Example;
import dev.smoothie.pipeline.report.Inspection.FileFound;
import dev.smoothie.pipeline.report.Inspection.GeneratorFound;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what files of samples hold. This is the use case of {@code smoothie inspect}.
 *
 * @param resources
 *            only its plugins, its threads and how files are read are used
 * @param files
 *            files of samples, of any kind
 */
public record Inspect(Resources resources, List<String> files) {
    private static final int EXAMPLES = 3;
    private static final int OUTPUTS = 3;
    private static final int EXCERPT = 60;
    private static final String OWN = "JSON Lines in Smoothie's own format";

    public Inspect {
        files = List.copyOf(files);
    }

    /**
     * Reads the files.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if a file is of no known kind or malformed, or they cannot be joined
     */
    public Inspection run() {
        try (var session = new Session(resources, Listener.SILENT)) {
            Dataset dataset = session.scan(files);
            var tally = new Tally(dataset.generators());
            var examples = new ArrayList<Example>();
            try (SampleReader samples = dataset.openLabelled()) {
                while (samples.hasNext()) {
                    Sample sample = samples.next();
                    tally.add(sample);
                    if (examples.size() < EXAMPLES) {
                        examples.add(example(sample));
                    }
                }
            }
            return inspection(dataset, tally, examples);
        }
    }

    private static Inspection inspection(Dataset dataset, Tally tally, List<Example> examples) {
        Optional<JoinedSamples> joined = dataset.source().joined();
        List<FileFound> found = joined.map(samples -> samples.files().stream().map(Inspect::file).toList())
                .orElseGet(() -> dataset.source().names().stream()
                        .map(name -> new FileFound(name, OWN, Optional.empty(), 0)).toList());
        var warnings = new ArrayList<String>(dataset.warnings());
        joined.ifPresent(samples -> warnings.addAll(samples.fileNotes()));
        return new Inspection(found, joined.filter(samples -> samples.files().size() > 1).map(JoinedSamples::by),
                dataset.size(), dataset.withoutInput(), tally.generators(),
                joined.map(JoinedSamples::scores).orElse(List.of()), joined.flatMap(JoinedSamples::score), tally.scored,
                tally.references, dataset.mentionsCosts(), tally.reviewed, warnings, examples);
    }

    private static FileFound file(FileReport file) {
        return new FileFound(file.name(), file.kind(), Optional.of(file.entries()), file.unmatched());
    }

    private static Example example(Sample sample) {
        return new Example(sample.id().text(), sample.input().map(text -> JsonCursor.excerpt(text, EXCERPT)),
                sample.generations().entrySet().stream().limit(OUTPUTS)
                        .map(output -> "%s: %s".formatted(output.getKey(),
                                sample.output(output.getKey()).map(text -> JsonCursor.excerpt(text, EXCERPT))
                                        .orElse("(missing)")))
                        .toList());
    }

    /** What was counted so far. For one thread. */
    private static final class Tally {
        private final List<String> names;
        private final long[] outputs;
        private final long[] blank;
        private final int[] missing;
        private final long[] characters;
        private final double[] scores;
        private final int[] scoreCounts;
        private int scored;
        private int references;
        private boolean reviewed;

        Tally(List<String> names) {
            this.names = names;
            int m = names.size();
            outputs = new long[m];
            blank = new long[m];
            missing = new int[m];
            characters = new long[m];
            scores = new double[m];
            scoreCounts = new int[m];
        }

        void add(Sample sample) {
            references += sample.labels().references().isEmpty() ? 0 : 1;
            reviewed |= !sample.reviews().isEmpty();
            boolean any = false;
            for (int g = 0; g < names.size(); g++) {
                any |= add(g, sample);
            }
            scored += any ? 1 : 0;
        }

        /** Returns whether its output is scored. */
        private boolean add(int g, Sample sample) {
            missing[g] += sample.output(names.get(g)).isEmpty() ? 1 : 0;
            for (String output : sample.generations().getOrDefault(names.get(g), List.of())) {
                if (output != null) {
                    outputs[g]++;
                    characters[g] += output.length();
                    blank[g] += output.isBlank() ? 1 : 0;
                }
            }
            double score = sample.labels().score(names.get(g));
            if (Double.isNaN(score)) {
                return false;
            }
            scores[g] += score;
            scoreCounts[g]++;
            return true;
        }

        List<GeneratorFound> generators() {
            var found = new ArrayList<GeneratorFound>();
            for (int g = 0; g < names.size(); g++) {
                found.add(new GeneratorFound(names.get(g), outputs[g], missing[g], blank[g],
                        outputs[g] == 0 ? 0 : (double) characters[g] / outputs[g],
                        scoreCounts[g] == 0 ? Double.NaN : scores[g] / scoreCounts[g]));
            }
            return found;
        }
    }
}

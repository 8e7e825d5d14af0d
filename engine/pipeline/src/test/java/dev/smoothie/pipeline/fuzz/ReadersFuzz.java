package dev.smoothie.pipeline.fuzz;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.costs.CostReader;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.truth.GivenLabels;
import dev.smoothie.pipeline.truth.TruthReader;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Files of all kinds: recognised, read, joined, scanned, and read again for all that the commands read of them. The
 * input is a {@link Bundle}.
 */
public final class ReadersFuzz {
    private ReadersFuzz() {}

    /** Reads a bundle. */
    public static void fuzzerTestOneInput(byte[] data) {
        Bundle bundle = Bundle.of(data);
        try (var scratch = new Scratch()) {
            List<String> named = scratch.write(bundle);
            Finding.in(bundle.given(), () -> {
                try (var source = SampleSource.of(named, bundle.reading())) {
                    read(bundle.given(), source);
                }
            });
        }
    }

    private static void read(String given, SampleSource source) {
        source.joined().ifPresent(joined -> joined.notes().forEach(note -> {
            if (note.isBlank()) {
                throw new Finding("a blank note");
            }
        }));
        var found = new ArrayList<Sample>();
        Optional<String> refused = Finding.in(given, () -> takeAll(source::open, found));
        var scanned = new ArrayList<Sample>();
        Optional<String> refusedByScan = Finding.in(given, () -> scan(given, source, scanned));
        Agreement.check(source.joined().isPresent(), found, refused, scanned, refusedByScan);
    }

    private static void scan(String given, SampleSource source, List<Sample> samples) {
        Dataset dataset = Dataset.scan(source);
        samples.addAll(Agreement.inBlocks(dataset));
        dataset.hasBlanks();
        for (int sample = 0; sample < dataset.size(); sample++) {
            dataset.outputs(sample);
        }
        Finding.in(given, dataset::requireGenerators);
        Finding.in(given, () -> dataset.requireInputs("a reason"));
        List<String> generators = dataset.generators();
        Finding.in(given, () -> takeAll(dataset::openLabelled, new ArrayList<>()));
        Finding.in(given, () -> takeAll(dataset::openCosted, new ArrayList<>()));
        Finding.in(given, () -> fields(dataset));
        if (!generators.isEmpty()) {
            Finding.in(given, () -> GivenLabels.read(dataset, generators));
            try (Arena arena = Arena.ofShared()) {
                Finding.in(given, () -> TruthReader.read(arena, dataset, generators, Optional.empty(),
                        new Workers(1)));
            }
            Finding.in(given, () -> CostReader.read(dataset, generators, Map.of(), new Workers(1)));
        }
    }

    private static void fields(Dataset dataset) {
        try (var fields = dataset.source().openFields(Set.of("category", "input"))) {
            for (int sample = 0; sample < dataset.size(); sample++) {
                fields.next();
            }
        }
    }

    private static void takeAll(Supplier<SampleReader> pass, List<Sample> samples) {
        try (SampleReader reader = pass.get()) {
            reader.forEachRemaining(samples::add);
        }
    }
}

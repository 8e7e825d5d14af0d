package dev.smoothie.pipeline.fuzz;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Samples in our own format, as two readers see them: the quick scan of bytes, and the strict reader of JSON. The input
 * is the file.
 */
public final class LinesFuzz {
    private LinesFuzz() {}

    /** Reads a file of JSON Lines. */
    public static void fuzzerTestOneInput(byte[] data) {
        String given = new String(data, ISO_8859_1);
        try (var scratch = new Scratch()) {
            List<String> named = List.of(scratch.write("samples.jsonl", data).toString());
            Finding.in(given, () -> {
                try (var source = SampleSource.of(named)) {
                    compare(given, source);
                }
            });
        }
    }

    private static void compare(String given, SampleSource source) {
        var read = new ArrayList<Sample>();
        Optional<String> refused = Finding.in(given, () -> {
            try (SampleReader reader = source.open()) {
                reader.forEachRemaining(read::add);
            }
        });
        var scanned = new ArrayList<Sample>();
        Optional<String> refusedByScan = Finding.in(given,
                () -> scanned.addAll(Agreement.inBlocks(Dataset.scan(source))));
        Agreement.check(source.joined().isPresent(), read, refused, scanned, refusedByScan);
    }
}

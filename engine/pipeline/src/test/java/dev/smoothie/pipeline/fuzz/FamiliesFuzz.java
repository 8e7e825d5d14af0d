package dev.smoothie.pipeline.fuzz;

import dev.smoothie.pipeline.formats.FamiliesFile;
import java.nio.file.Path;
import java.util.List;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Files of families. The input is the file. */
public final class FamiliesFuzz {
    private FamiliesFuzz() {}

    /** Reads families of five generators. */
    public static void fuzzerTestOneInput(byte[] data) {
        try (var scratch = new Scratch()) {
            Path file = scratch.write("families.json", data);
            Finding.in(new String(data, ISO_8859_1),
                    () -> FamiliesFile.read(file, List.of("a", "b", "c", "d", "e")));
        }
    }
}

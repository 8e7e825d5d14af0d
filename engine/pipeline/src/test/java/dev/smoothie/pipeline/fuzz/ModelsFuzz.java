package dev.smoothie.pipeline.fuzz;

import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.ModelsFile;
import java.nio.file.Path;
import java.util.List;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** {@code models.yaml}. The input is the file. */
public final class ModelsFuzz {
    private ModelsFuzz() {}

    /** Reads the file as generators and as judges. */
    public static void fuzzerTestOneInput(byte[] data) {
        try (var scratch = new Scratch()) {
            Path file = scratch.write("models.yaml", data);
            String given = new String(data, ISO_8859_1);
            Finding.in(given, () -> {
                List<GeneratorSpec> specs = ModelsFile.read(file);
                if (specs.isEmpty()) {
                    throw new Finding("a file without generators");
                }
                ModelsFile.prices(specs);
            });
            Finding.in(given, () -> ModelsFile.readJudges(file));
        }
    }
}

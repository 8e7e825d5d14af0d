package dev.smoothie.pipeline.encoders;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.PluginContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the vectors that a card is compared with. It needs the onnx plugin with its libraries, and no card. */
public final class RuntimeOracle {

    private RuntimeOracle() {}

    /**
     * Writes a file for each model.
     *
     * @param args
     *            {@code FOLDER TEXTS}; the texts have up to as many tokens as the models read
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        EmbedderFactory onnx = ServiceLoader.load(Plugin.class).stream()
                .flatMap(plugin -> plugin.get().embedders().stream())
                .filter(factory -> factory.name().equals("onnx")).findFirst().orElseThrow();
        for (EncoderSpec spec : RuntimeVectors.MODELS) {
            RandomEncoder encoder = RandomEncoder.of(spec);
            Path model = folder.resolve("model-%d".formatted(spec.hidden()));
            encoder.write(model, RandomGraph.Form.CURRENT);
            var context = new PluginContext(folder, folder.resolve("cache"), 1);
            try (Embedder embedder = onnx.open(context,
                    Options.parse("embedder 'onnx'", onnx.options(), model.toString()))) {
                List<String> texts = texts(Integer.parseInt(args[1]), spec.positions());
                float[][] vectors = texts.stream().map(text -> embedder.embed(List.of(text)).vectors()[0])
                        .toArray(float[][]::new);
                new RuntimeVectors(RuntimeVectors.checksum(encoder),
                        embedder.encoder().orElseThrow().tokenize(texts), vectors)
                        .write(folder.resolve(RuntimeVectors.fileOf(spec)));
            }
        }
    }

    /** Texts of made-up words: an empty one, one that is cut, and lengths in between, of few tokens more often. */
    private static List<String> texts(int count, int longest) {
        var random = new Random(5);
        return IntStream.range(0, count).mapToObj(text -> words(random,
                (int) (longest * Math.pow((double) text / Math.max(1, count - 1), 2)))).toList();
    }

    private static String words(Random random, int count) {
        return IntStream.range(0, count).mapToObj(_ -> random.ints(1 + random.nextInt(4), 'a', 'z' + 1)
                .mapToObj(Character::toString).collect(Collectors.joining())).collect(Collectors.joining(" "));
    }
}

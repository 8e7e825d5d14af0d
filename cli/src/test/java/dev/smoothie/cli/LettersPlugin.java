package dev.smoothie.cli;

import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A plugin whose embedder counts letters, and appends each text that it is given to the file that its argument names. With
 * the option {@code keep=yes} its vectors may be kept.
 */
final class LettersPlugin {
    static final int DIMENSION = 27;

    private static final String BODY = """
            public String name() { return "letters"; }
            public String version() { return "1.2"; }
            public List<EmbedderFactory> embedders() {
                return List.of(new EmbedderFactory() {
                    public String name() { return "letters"; }
                    public String description() { return "counts letters"; }
                    static final Option<java.nio.file.Path> LOG = Option.path("log", "where texts go").required().positional();
                    static final Option<String> KEEP = Option.text("keep", "whether vectors may be kept").incidental();
                    public List<Option<?>> options() { return List.of(LOG, KEEP); }
                    public java.util.Optional<List<java.nio.file.Path>> determinedBy(PluginContext context, Options options) {
                        return options.get(KEEP).map(keep -> List.of());
                    }
                    public Embedder open(PluginContext context, Options options) {
                        return new Letters(options.require(LOG));
                    }
                });
            }
            record Letters(java.nio.file.Path log) implements Embedder {
                public String model() { return "letters"; }
                public int dimension() { return 27; }
                public int concurrency() { return 2; }
                public int batchSize() { return 3; }
                public synchronized EmbeddedBatch embed(List<String> texts) {
                    float[][] vectors = new float[texts.size()][27];
                    for (int i = 0; i < vectors.length; i++) {
                        String text = texts.get(i);
                        vectors[i][0] = text.length();
                        text.chars().filter(c -> c >= 'a' && c <= 'z').forEach(new Counter(vectors[i])::count);
                        try {
                            java.nio.file.Files.writeString(log, text.replace("\\n", "/") + "\\n",
                                    java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
                        } catch (java.io.IOException e) {
                            throw new SmoothieException(e.toString(), e);
                        }
                        if (text.equals("overflow")) throw new StackOverflowError("too deep");
                        if (text.equals("wait")) {
                            try {
                                Thread.sleep(Long.MAX_VALUE);
                            } catch (InterruptedException e) {
                                throw new SmoothieException("interrupted", e);
                            }
                        }
                    }
                    return new EmbeddedBatch(vectors, 2L * vectors.length, 0);
                }
            }
            record Counter(float[] vector) {
                void count(int letter) { vector[letter - 'a' + 1]++; }
            }
            """;

    private LettersPlugin() {}

    /** Compiles the plugin into {@code directory}. */
    static void write(Path directory, Path work) {
        try {
            new PluginJar(work).plugin("letters.Main", BODY).write(directory.resolve("letters.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The vector of {@code text}. */
    static float[] vector(String text) {
        float[] vector = new float[DIMENSION];
        vector[0] = text.length();
        for (char c = 'a'; c <= 'z'; c++) {
            for (int i = 0; i < text.length(); i++) {
                vector[c - 'a' + 1] += text.charAt(i) == c ? 1 : 0;
            }
        }
        return vector;
    }
}

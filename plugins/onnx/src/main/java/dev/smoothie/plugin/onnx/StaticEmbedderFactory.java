package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.zip.CRC32;

/**
 * Opens the static embedder. Its table is made from the bundled model when it is first used, which takes about a minute
 * on two cores, and then kept; only then is ONNX Runtime loaded.
 */
public final class StaticEmbedderFactory implements EmbedderFactory {

    private static final String BUNDLED = "bge-small-en-v1.5";

    /** Where the bundled model lies in the plugin. */
    private static final String FOLDER = "model";

    /** Goes up when what is made from the same model changes. */
    private static final int FORMAT = 1;

    /** So many bytes at the end of a model tell it from any other. */
    private static final int END = 1 << 20;

    @Override
    public String name() {
        return "static";
    }

    @Override
    public String description() {
        return "the bundled %s, distilled into a table: millions of tokens a second, no network".formatted(BUNDLED);
    }

    @Override
    public Embedder open(PluginContext context, Options options) {
        Objects.requireNonNull(context, "context");
        StaticModelFile file = new StaticModelFile(
                context.cache().resolve("static-%08x.table".formatted(key(context.home().resolve(FOLDER)))));
        return new StaticEmbedder(BUNDLED, file.get(() -> distil(context, file), StaticEmbedderFactory::say),
                context.threads());
    }

    /** A checksum of all that the table is made from. */
    private static long key(Path folder) {
        CRC32 checksum = new CRC32();
        try (FileChannel graph = FileChannel.open(folder.resolve("model.onnx"));
                FileChannel tokenizer = FileChannel.open(folder.resolve("tokenizer.json"))) {
            checksum.update(ByteBuffer.allocate(3 * Long.BYTES).putLong(FORMAT).putLong(graph.size())
                    .putLong(tokenizer.size()).flip());
            checksum.update(end(graph));
            checksum.update(end(tokenizer));
            checksum.update(TokenCounts.bytes());
        } catch (IOException e) {
            throw new SmoothieException(
                    "static: cannot read the bundled model: %s; install the program anew".formatted(e),
                    e);
        }
        return checksum.getValue();
    }

    private static ByteBuffer end(FileChannel file) throws IOException {
        ByteBuffer end = ByteBuffer.allocate((int) Math.min(END, file.size()));
        for (long start = file.size() - end.capacity(); end.hasRemaining();) {
            if (file.read(end, start + end.position()) < 0) {
                break;
            }
        }
        return end.flip();
    }

    private static StaticModel distil(PluginContext context, StaticModelFile file) {
        long start = System.nanoTime();
        TokenCounts counts = TokenCounts.bundled();
        say("making its table, once, from %,d tokens embedded by %s; this takes a minute or two on two cores; it is kept in %s"
                .formatted(counts.counts().length, BUNDLED, file.path()));
        StaticModel made = withModel(context, (wordPiece, embedder) -> StaticModel.of(wordPiece,
                new Distillation(counts, silent(wordPiece), Distillation.DIMENSION).run(embedder,
                        new Parallel(context.threads()))));
        say("made its table in %.0f s".formatted((System.nanoTime() - start) / 1e9));
        return made;
    }

    /** Has {@code use} ask the bundled model for vectors of texts of one token; any number of threads may. */
    static <T> T withModel(PluginContext context, BiFunction<WordPiece, IntFunction<float[]>, T> use) {
        ModelFolder folder = ModelFolder.read(context.home().resolve(FOLDER), Optional.empty()).named(BUNDLED);
        NativeLibraries.load(context.home(), context.cache());
        try (Tokenizer tokenizer = Tokenizer.open(folder.tokenizer(), folder.maxTokens());
                OnnxEmbedder embedder = OnnxEmbedder.open(folder, context.threads())) {
            WordPiece wordPiece = tokenizer.wordPiece().orElseThrow(() -> new SmoothieException(
                    "static: %s is no tokenizer of BERT's kind; install the program anew"
                            .formatted(folder.tokenizer())));
            return use.apply(wordPiece, token -> embedder.vector(alone(wordPiece, token)));
        }
    }

    /** Tokens that stand for no word. */
    static Set<Integer> silent(WordPiece wordPiece) {
        Set<Integer> silent = new HashSet<>();
        silent.add(wordPiece.vocabulary().unknown());
        wordPiece.specials().forEach(special -> silent.add(special.id()));
        return silent;
    }

    /** A text of one token. */
    private static Tokens alone(WordPiece wordPiece, int token) {
        TokenIds ids = new TokenIds(wordPiece.before().length + 1 + wordPiece.after().length);
        ids.append(wordPiece.before());
        ids.append(token);
        ids.append(wordPiece.after());
        long[] all = Arrays.stream(ids.toArray()).asLongStream().toArray();
        return new Tokens(all, new long[all.length], false);
    }

    private static void say(String text) {
        System.err.println("static: " + text);
    }
}

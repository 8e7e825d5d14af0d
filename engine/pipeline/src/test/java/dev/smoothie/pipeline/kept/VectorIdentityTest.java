package dev.smoothie.pipeline.kept;

import dev.smoothie.pipeline.plugins.Offer;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests that whatever may change vectors changes their identity, and that nothing is opened to find it out. */
class VectorIdentityTest {

    @TempDir
    Path directory;

    private Path weights;

    @BeforeEach
    void writeFiles() throws IOException {
        weights = Files.writeString(directory.resolve("weights"), "123");
        Files.writeString(directory.resolve("plugin.jar"), "classes");
    }

    private record Factory(String name, Optional<List<Path>> files) implements EmbedderFactory {
        static final Option<String> PROMPT = Option.text("prompt", "").positional();
        static final Option<Long> BATCH = Option.integer("batch", "", 1, 9).withDefault(3L).incidental();

        @Override
        public String description() {
            return "";
        }

        @Override
        public List<Option<?>> options() {
            return Option.list(PROMPT, BATCH);
        }

        @Override
        public Embedder open(PluginContext context, Options options) {
            throw new AssertionError("not to be opened");
        }

        @Override
        public Optional<List<Path>> determinedBy(PluginContext context, Options options) {
            return files;
        }
    }

    private Optional<VectorIdentity> of(String name, String options, Optional<List<Path>> files) {
        var offer = new Offer<>(Role.EMBEDDER, new Factory(name, files), new PluginContext(directory, directory, 1));
        return VectorIdentity.of(offer, offer.read(Optional.of(options)),
                new VectorCache(directory.resolve("vectors"), 1 << 20));
    }

    private Digest identity(String name, String options) {
        return of(name, options, Optional.of(List.of(weights))).orElseThrow().at("here");
    }

    @Test
    void whatChangesVectorsChangesIt() throws IOException {
        Digest usual = identity("e", "prompt=p");
        assertEquals(usual, identity("e", "prompt=p"));
        assertEquals(usual, identity("e", "prompt=p,batch=5"));
        assertNotEquals(usual, identity("e", "prompt=q"));
        assertNotEquals(usual, identity("other", "prompt=p"));
        assertNotEquals(usual, of("e", "prompt=p", Optional.of(List.of(weights))).orElseThrow().at("there"));
        assertNotEquals(usual, of("e", "prompt=p", Optional.of(List.of())).orElseThrow().at("here"));
        Files.writeString(weights, "124");
        assertNotEquals(usual, identity("e", "prompt=p"));
        Files.writeString(weights, "123");
        assertEquals(usual, identity("e", "prompt=p"));
        Files.writeString(directory.resolve("plugin.jar"), "CLASSES");
        assertNotEquals(usual, identity("e", "prompt=p"));
    }

    @Test
    void withoutAWordOfThePluginOrWithoutItsFilesThereIsNone() throws IOException {
        assertTrue(of("e", "prompt=p", Optional.empty()).isEmpty());
        Files.delete(weights);
        assertTrue(of("e", "prompt=p", Optional.of(List.of(weights))).isEmpty());
    }
}

package dev.smoothie.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code smoothie plugins}. */
class PluginsCommandTest {

    @TempDir
    Path root;

    @BeforeEach
    void write(@TempDir Path work) throws Exception {
        LettersPlugin.write(Files.createDirectory(root.resolve("a")), work);
        Files.createDirectory(root.resolve("b"));
        Files.writeString(root.resolve("b/broken.jar"), "no jar");
        Files.createDirectory(root.resolve("c"));
        Files.copy(root.resolve("a/letters.jar"), root.resolve("c/letters.jar"));
    }

    @Test
    void eachIsListedWithWhatItOffersOrWhyItDidNotLoad() throws Exception {
        String real = root.toRealPath().toString();
        String out = Run.good("plugins", "--plugin-dir", root.toString()).out();
        List<String> lines = out.replaceAll("(readable jar): .*", "$1").lines().toList();
        assertEquals(List.of("letters 1.2 (%s/a)".formatted(real), "  embedder letters: counts letters",
                "    log (a path, required): where texts go", "    keep (a text): whether vectors may be kept",
                "%s/b did not load".formatted(real),
                "  broken.jar is not a readable jar", "%s/c did not load".formatted(real),
                "  a plugin named 'letters' is already loaded from %s/a".formatted(real)), lines);
    }

    @Test
    void theJsonHasTheSame() {
        List<Json> plugins = Json.of(Run.good("plugins", "--json", "--plugin-dir", root.toString()).out()).list();
        assertEquals(3, plugins.size());
        Json letters = plugins.getFirst();
        assertEquals("letters", letters.get("name").text());
        assertEquals("1.2", letters.get("version").text());
        assertEquals(5, letters.get("level").number());
        Json offer = letters.get("offers").list().getFirst();
        assertEquals("embedder", offer.get("role").text());
        assertEquals("letters", offer.get("name").text());
        Json option = offer.get("options").list().getFirst();
        assertEquals("log", option.get("key").text());
        assertEquals("a path", option.get("expected").text());
        assertEquals(true, option.get("required").value());
        assertTrue(plugins.get(1).get("failure").text().startsWith("broken.jar is not a readable jar"));
    }
}

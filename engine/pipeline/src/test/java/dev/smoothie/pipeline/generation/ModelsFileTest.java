package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelsFileTest {

    @TempDir
    Path folder;

    private List<GeneratorSpec> read(String yaml) throws IOException {
        return ModelsFile.read(Files.writeString(folder.resolve("models.yaml"), yaml));
    }

    private String failure(String yaml) {
        return assertThrows(SmoothieException.class, () -> read(yaml)).getMessage();
    }

    @Test
    void everyKeyIsRead() throws IOException {
        GeneratorSpec spec = read("""
                - name: small, polite
                  plugin: openai
                  options:
                    model: small-1
                    temperature: 0
                    headers: {A: b}
                  system: You speak {lang}.
                  prompt: "Please: {input}"
                  price: {input: 0.15, output: 0.6}
                  concurrency: 3
                  requests-per-minute: 90.5
                  attempts: 4
                  backoff: 250ms
                  outage: 30s
                """).getFirst();
        assertEquals("small, polite", spec.name());
        assertEquals("openai", spec.plugin());
        assertEquals(Map.of("model", "small-1", "temperature", 0, "headers", Map.of("A", "b")), spec.options());
        assertEquals("Please: x", spec.prompt().fill(Map.of("input", "x")));
        assertEquals(Optional.of("You speak de."), spec.system().map(text -> text.fill(Map.of("lang", "de"))));
        assertEquals(Optional.of(new Price(0.15, 0.6)), spec.price());
        assertEquals(new Limits(3, OptionalDouble.of(90.5), 4, Duration.ofMillis(250), Duration.ofSeconds(30)),
                spec.limits());
        assertEquals(List.of("input", "lang"), List.copyOf(spec.fields()));
    }

    @Test
    void onlyNameAndPluginAreNeeded() throws IOException {
        List<GeneratorSpec> specs = read("[{name: a, plugin: p}, {name: b, plugin: p, options: , price: }]");
        assertEquals(List.of("a", "b"), specs.stream().map(GeneratorSpec::name).toList());
        assertEquals(new GeneratorSpec("a", "p", Map.of(), Template.INPUT, Optional.empty(), Optional.empty(),
                Limits.STANDARD), specs.getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | expected a list of generators",
            "name: a | expected a list of generators",
            "'[]' | expected a list of generators", "- a | generator 1: expected name, plugin and more",
            "- {plugin: p} | generator 1: the option 'name' is missing; known are: name",
            "- {name: a} | generator 1 ('a'): the option 'plugin' is missing",
            "- {name: a, plugn: p} | generator 1 ('a'): there is no option 'plugn'; known are: name",
            "'[{name: a, plugin: p}, {name: a, plugin: q}]' | two generators are named 'a'",
            "- {name: a, plugin: p, options: 3} | 'options' must be key: value",
            "- {name: a, plugin: p, price: 3} | the option 'price' must be a map",
            "- {name: a, plugin: p, price: {input: 1}} | 'price' must be {input: NUMBER, output: NUMBER}",
            "- {name: a, plugin: p, price: {input: 1, output: -1}} | 'price' must be {input",
            "- {name: a, plugin: p, price: {input: 1, output: 1e10}} | from 0 to 1e+09",
            "- {name: 1.10, plugin: p} | 'name' must be a line of text; put quotes",
            "- {name: \"a\\u001b[2J\", plugin: p} | 'name' must be a line of text",
            "- {name: a, plugin: p, concurrency: 0} | the option 'concurrency' must be a whole number from 1",
            "- {name: a, plugin: p, name: b} | :1: broken YAML", "- {name: [ | :1: broken YAML"})
    void whatIsWrongIsNamedWithFileAndGenerator(String yaml, String expected) {
        String message = failure(yaml.replace("'", ""));
        assertTrue(message.startsWith(folder.resolve("models.yaml").toString()), message);
        assertTrue(message.contains(expected), message);
    }

    @Test
    void noMessageQuotesAValue() {
        assertFalse(failure("- {name: a, plugin: p, concurrency: sk-123}").contains("sk-123"));
        assertFalse(failure("- {name: a, plugin: p, api-key: sk-123}").contains("sk-123"));
        assertFalse(failure("- {name: a, key: 'sk-123, b: [}").contains("sk-123"));
    }

    @Test
    void whatIsNoTextIsSaidToBeNone() throws IOException {
        Path binary = Files.write(folder.resolve("models.yaml"), new byte[]{(byte) 0xff, 0, 1});
        assertEquals(binary + ": expected YAML, found bytes that are not UTF-8",
                assertThrows(SmoothieException.class, () -> ModelsFile.read(binary)).getMessage());
        Files.writeString(binary, "- {name: a, plugin: p\0}");
        assertEquals(binary + ": broken YAML: it has characters that YAML does not allow",
                assertThrows(SmoothieException.class, () -> ModelsFile.read(binary)).getMessage());
        String message = assertThrows(SmoothieException.class, () -> ModelsFile.read(folder)).getMessage();
        assertTrue(message.startsWith(folder + ": cannot read: "), message);
    }

    @Test
    void manyGeneratorsMayShareTheirOptions() throws IOException {
        var yaml = new StringBuilder("- {name: g0, plugin: p, options: &o {model: m}}\n");
        for (int i = 1; i < 200; i++) {
            yaml.append("- {name: g%d, plugin: p, options: *o}%n".formatted(i));
        }
        List<GeneratorSpec> specs = ModelsFile.read(Files.writeString(folder.resolve("models.yaml"), yaml));
        assertEquals(200, specs.size());
        assertEquals(Map.of("model", "m"), specs.getLast().options());
    }

    @Test
    void whatIsNestedWithoutEndIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("models.yaml"), "[".repeat(20_000) + "]".repeat(20_000));
        assertEquals(file + ": broken YAML: it is larger, or nested deeper, than any list of generators",
                assertThrows(SmoothieException.class, () -> ModelsFile.read(file)).getMessage());
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path absent = folder.resolve("absent.yaml");
        assertEquals(absent + ": no such file",
                assertThrows(SmoothieException.class, () -> ModelsFile.read(absent)).getMessage());
    }
}

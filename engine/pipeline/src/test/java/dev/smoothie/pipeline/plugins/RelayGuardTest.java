package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a plugin's relay does wrong, with plugins that really do it. */
class RelayGuardTest {
    private static final RelayRequest REQUEST = new RelayRequest("chat/completions", new byte[]{'{', '}'}, Duration
            .ofSeconds(5));

    @TempDir
    Path work;

    @TempDir
    Path root;

    /** A model whose relay answers "hello"; its methods begin with the code that is given for them. */
    private Plugins plugins(String method, String code) throws IOException {
        String body = """
                public String name() { return "bad"; }
                public List<LanguageModelFactory> languageModels() { return List.of(new Factory()); }
                static class Factory implements LanguageModelFactory {
                    public String name() { return "bad"; }
                    public String description() { return ""; }
                    public LanguageModel open(PluginContext context, Options options) { return new Bad(); }
                }
                static class Bad implements LanguageModel {
                    public String model() { return "bad"; }
                    public Completion generate(Prompt prompt) { return Completion.of(""); }
                    public java.util.Optional<ChatRelay> relay() {
                        /*relay*/
                        return java.util.Optional.of(request -> { /*ask*/ return new Answer(); });
                    }
                }
                static class Answer implements RelayedAnswer {
                    public int status() { /*status*/ return 200; }
                    public java.util.Optional<String> header(String name) {
                        /*header*/
                        return java.util.Optional.of(Thread.currentThread().getContextClassLoader().getName());
                    }
                    public java.io.InputStream body() { /*body*/ return new Body(); }
                    public java.util.Optional<LanguageModelException> failure() {
                        /*failure*/
                        return java.util.Optional.empty();
                    }
                    public void close() { /*close*/ }
                }
                static class Body extends java.io.InputStream {
                    private final java.io.InputStream bytes = new java.io.ByteArrayInputStream("hello".getBytes());
                    public int read() throws java.io.IOException { return bytes.read(); }
                    public int read(byte[] b, int from, int length) throws java.io.IOException {
                        /*read*/
                        return bytes.read(b, from, length);
                    }
                    public void close() throws java.io.IOException { /*end*/ }
                    static int deep() { return deep(); }
                }
                """.replace("/*" + method + "*/", code);
        new PluginJar(work).plugin("p.Main", body).write(root.resolve("bad/plugin.jar"));
        return Plugins.load(List.of(root), new PluginSettings(root.resolve("cache"), 1));
    }

    private static LanguageModel open(Plugins plugins) {
        return plugins.offer(Role.LANGUAGE_MODEL, "bad").open(Optional.empty());
    }

    private static RelayedAnswer ask(LanguageModel model) {
        return model.relay().orElseThrow().relay(REQUEST);
    }

    @Test
    void passesOnWhatIsRight() throws IOException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (Plugins plugins = plugins("", "");
                LanguageModel model = open(plugins);
                RelayedAnswer answer = ask(model)) {
            assertEquals(200, answer.status());
            assertEquals(Optional.empty(), answer.failure());
            assertTrue(answer.header("x").orElseThrow().contains("bad"), answer.header("x").orElseThrow());
            assertEquals('h', answer.body().read());
            assertEquals("ello", new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
            answer.body().close();
            assertEquals(before, Thread.currentThread().getContextClassLoader());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "relay | if (true) return null; | it answered null",
            "relay | if (true) throw new NoSuchMethodError(\"gone()\"); | compiled against another version",
            "ask | if (true) return null; | it answered null",
            "ask | if (true) throw new NoClassDefFoundError(\"p/Gone\"); | class p.Gone is neither in the plugin's jars",
            "status | if (true) return 0; | the status 0, which is none of HTTP's",
            "status | if (true) return 500; | the status 500, and does not say what that means",
            "failure | if (true) return null; | it answered null",
            "failure | if (true) return java.util.Optional.of(new LanguageModelException(LanguageModelException.Kind.TIMEOUT, \"late\", null)); | the status 200, and a failure",
            "body | if (true) return null; | it answered null",
            "header | if (true) return null; | it answered null",
            "close | if (true) throw new IllegalStateException(\"late\"); | late"})
    void isOneMessageThatNamesThePluginAndItsFolder(String method, String code, String reason) throws IOException {
        try (Plugins plugins = plugins(method, code)) {
            String message = assertThrows(SmoothieException.class, () -> {
                try (LanguageModel model = open(plugins); RelayedAnswer answer = ask(model)) {
                    answer.header("x");
                }
            }).getMessage();
            assertNames(message, reason);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "read | if (true) return 0; | asked for up to 8 bytes, it says that it read 0",
            "read | if (true) return 9; | asked for up to 8 bytes, it says that it read 9",
            "read | if (true) return -2; | asked for up to 8 bytes, it says that it read -2",
            "read | if (true) return deep(); | StackOverflowError",
            "read | if (true) throw new IllegalStateException(\"odd\"); | IllegalStateException: odd",
            "read | if (true) throw new java.io.IOException(\"lost\"); | IOException: lost",
            "end | if (true) throw new IllegalStateException(\"odd\"); | IllegalStateException: odd"})
    void aReadFailsAsReadsDo(String method, String code, String reason) throws IOException {
        try (Plugins plugins = plugins(method, code);
                LanguageModel model = open(plugins);
                RelayedAnswer answer = ask(model)) {
            assertNames(assertThrows(IOException.class, () -> {
                answer.body().read(new byte[8]);
                answer.body().close();
            }).getMessage(), reason);
        }
    }

    @Test
    void aReadThatFailsAsAgreedIsPassedOn() throws IOException {
        try (Plugins plugins = plugins("read", """
                if (true) throw new java.io.IOException("late",
                        new LanguageModelException(LanguageModelException.Kind.TIMEOUT, "late", null));
                """);
                LanguageModel model = open(plugins);
                RelayedAnswer answer = ask(model)) {
            IOException failure = assertThrows(IOException.class, () -> answer.body().read());
            assertEquals("late", failure.getMessage());
            assertEquals(Kind.TIMEOUT, assertInstanceOf(LanguageModelException.class, failure.getCause()).kind());
        }
    }

    private void assertNames(String message, String reason) {
        assertTrue(message.startsWith("language model 'bad' failed when asked to "), message);
        assertTrue(message.contains(root.resolve("bad").toString()), message);
        assertTrue(message.contains(reason), message);
    }
}

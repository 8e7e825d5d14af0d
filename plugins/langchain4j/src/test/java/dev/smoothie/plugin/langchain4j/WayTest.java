package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the proxies and certificates that the environment names. */
class WayTest {
    private static final Map<String, String> PROXY = Map.of("HTTP_PROXY", "http://proxy.example:3128");

    @TempDir
    Path folder;

    private static Optional<String> proxy(String address, Map<String, String> environment) {
        return WebProxy.of("model", URI.create(address), environment).map(WebProxy::toString);
    }

    @ParameterizedTest
    @CsvSource({"HTTP_PROXY, http://far.example, true", "http_proxy, http://far.example, true",
            "HTTPS_PROXY, http://far.example, false", "HTTPS_PROXY, https://far.example, true",
            "https_proxy, https://far.example, true", "HTTP_PROXY, https://far.example, false",
            "ALL_PROXY, https://far.example, true", "all_proxy, http://far.example, true",
            "HTTP_PROXY, http://localhost:8000/v1, false", "HTTP_PROXY, http://127.0.0.9, false",
            "ALL_PROXY, http://[::1]:80, false"})
    void theSchemeDecidesTheVariable(String variable, String address, boolean proxied) {
        for (String value : new String[]{"http://p.example:3128", "p.example:3128", "http://p.example:3128/"}) {
            assertEquals(proxied ? Optional.of("p.example:3128 (%s)".formatted(variable)) : Optional.empty(),
                    proxy(address, Map.of(variable, value)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"far.example | true", "example | true", ".example | true", "*.example | true",
            "FAR.Example. | true", "ar.example | false", "near, far.example | true", "near far.example | true",
            "* | true",
            "far.example:8000 | true", "far.example:8001 | false", "'' | false", "10.0.0.0/8 | false"})
    void namesAreExempted(String list, boolean exempt) {
        assertEquals(exempt, NoProxy.of(list).exempts("far.example", 8000));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"10.1.2.3 | true", "10.0.0.0/8 | true", "10.1.2.2/31 | true",
            "10.1.2.4/31 | false", "10.1.2.3:80 | true", "10.1.2.3:81 | false", "11.0.0.0/8 | false", "2.3 | false",
            "10.0.0.0/x | false", "::1 | false"})
    void addressesAreExempted(String list, boolean exempt) {
        assertEquals(exempt, NoProxy.of(list).exempts("10.1.2.3", 80));
    }

    @Test
    void rangesOfLongAddressesAreExempted() {
        assertTrue(NoProxy.of("fd00::/8").exempts("[fd00::7]", 80));
        assertTrue(NoProxy.of("[fd00::7]:80").exempts("fd00::7", 80));
        assertFalse(NoProxy.of("[fd00::7]:81").exempts("fd00::7", 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://u:Quxzyw@host name", "http://u:Quxzyw@h:99x", "http://", "socks5://u:Quxzyw@h:1",
            "https://u:Quxzyw@h"})
    void aProxyThatCannotBeUsedIsNamedByItsVariableAlone(String value) {
        var e = assertThrows(SmoothieException.class, () -> proxy("http://far.example", Map.of("HTTP_PROXY", value)));
        assertTrue(e.getMessage().contains("HTTP_PROXY"), e.getMessage());
        assertFalse(e.getMessage().contains("Quxzyw"), e.getMessage());
    }

    private static Connection connection(String base, Map<String, String> environment) {
        Way way = Way.to("model", URI.create(base), environment);
        return new Connection("m", base, Optional.empty(), Optional.empty(), Map.of(), Duration.ofSeconds(10),
                new Secrets(
                        way.secrets()),
                way);
    }

    private static LanguageModelException failure(Connection connection) {
        return assertThrows(LanguageModelException.class, () -> OpenAiOf.ask(connection));
    }

    /** A loopback server is a proxy, as far as plain HTTP goes. */
    @Test
    void theProxyIsAskedForTheWholeAddressAndToldThePassword() {
        try (var server = LoopbackServer.json(OpenAiTest.answer("\"by proxy\"", "\"stop\""));
                var connection = connection("http://far.invalid/v1", Map.of("http_proxy", server.url().replace("//",
                        "//us%20er:p%40ss@")))) {
            assertEquals("by proxy", OpenAiOf.ask(connection));
            assertEquals("http://far.invalid/v1/chat/completions", server.request().path());
            // The Base64 of "us er:p@ss".
            assertEquals("Basic dXMgZXI6cEBzcw==", server.request().headers().get("proxy-authorization"));
            server.answer((_, wire) -> wire.send(407, "text/plain", "who is p@ss, dXMgZXI6cEBzcw==?"));
            LanguageModelException failure = failure(connection);
            assertEquals(Kind.DENIED, failure.kind());
            assertTrue(failure.getMessage().contains("who is ***, ***?"), failure.getMessage());
        }
    }

    private static RelayedAnswer relayed(Connection connection, String base) {
        return new Relay(connection, base, Map.of()).relay(new RelayRequest("chat/completions", new byte[]{'{', '}'},
                Duration.ofSeconds(10)));
    }

    @Test
    void whatIsPassedOnGoesByTheProxyToo() throws IOException {
        String base = "http://far.invalid/v1";
        try (var server = LoopbackServer.json("{\"a\": 1}");
                var connection = connection(base, Map.of("http_proxy", server.url().replace("//", "//u:Quxzyw@")));
                RelayedAnswer got = relayed(connection, base)) {
            assertEquals("{\"a\": 1}", new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals("http://far.invalid/v1/chat/completions", server.request().path());
            // The Base64 of "u:Quxzyw".
            assertEquals("Basic dTpRdXh6eXc=", server.request().headers().get("proxy-authorization"));
        }
    }

    @Test
    void aProxyThatRefusesAnEncryptedConnectionIsAFailure() throws IOException {
        String base = "https://far.invalid/v1";
        try (var server = new LoopbackServer((_, wire) -> wire.send(407, "text/plain", "who is Quxzyw?"));
                var connection = connection(base, Map.of("https_proxy", server.url().replace("//", "//u:Quxzyw@")));
                RelayedAnswer got = relayed(connection, base)) {
            assertEquals(407, got.status());
            assertEquals(Kind.DENIED, got.failure().orElseThrow().kind());
            assertFalse(got.failure().get().getMessage().contains("Quxzyw"), got.failure().get().getMessage());
            assertFalse(new String(got.body().readAllBytes(), StandardCharsets.UTF_8).contains("Quxzyw"));
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() {
        try (var connection = connection("http://far.invalid/v1", Map.of("HTTP_PROXY", "127.0.0.1:1"))) {
            LanguageModelException failure = failure(connection);
            assertEquals(Kind.CONNECTION, failure.kind());
            assertTrue(failure.getMessage().contains("no proxy at 127.0.0.1:1 (HTTP_PROXY)"), failure.getMessage());
        }
    }

    @Test
    void aFileOfCertificatesThatIsNoneIsNamed() throws IOException {
        Path none = folder.resolve("none.pem");
        Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
        for (Path file : new Path[]{none, text}) {
            var environment = Map.of("SSL_CERT_FILE", file.toString());
            var e = assertThrows(SmoothieException.class, () -> Way.to("model", URI.create("https://far.example"),
                    environment));
            assertTrue(e.getMessage().contains("SSL_CERT_FILE names " + file), e.getMessage());
            // Nobody needs it here.
            assertTrue(Way.to("model", URI.create("http://far.example"), environment).trust().isEmpty());
        }
        assertTrue(Way.to("model", URI.create("https://far.example"), PROXY).trust().isEmpty());
    }
}

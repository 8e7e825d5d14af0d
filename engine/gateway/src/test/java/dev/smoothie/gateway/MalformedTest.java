package dev.smoothie.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tests requests that are none: each gets an error in OpenAI's form, and the next caller an answer. */
class MalformedTest {
    private static Server server;

    @BeforeAll
    static void start() {
        server = Server.with().start(new KnownAdviser("best"), ScriptedModel.saying("best", "Yes.").generator());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Arguments body(int status, String body) {
        return arguments(status, Server.bytes(body), false);
    }

    private static Arguments head(int status, String head) {
        return arguments(status, (head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.UTF_8), false);
    }

    private static Arguments messages(String messages) {
        return body(400, "{\"model\":\"smoothie\",\"messages\":%s}".formatted(messages));
    }

    static Stream<Arguments> requests() {
        String good = Server.chat("smoothie", "Well?");
        byte[] binary = new byte[256];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        String post = "POST /v1/chat/completions HTTP/1.1\nHost: a\nConnection: close\n";
        byte[] whole = Server.bytes(good);
        return Stream.of(arguments(400, binary, false), head(400, "FOO"),
                head(400, "GET / HTTP/1.1\nHost: a\nBad Header: x"),
                head(400, "GET /healthz HTTP/1.1"), head(505, "GET / HTTP/9.9\nHost: a"),
                head(431, "GET / HTTP/1.1\nHost: a\nX: " + "a".repeat(100_000)),
                head(414, "GET /" + "a".repeat(100_000) + " HTTP/1.1\nHost: a"),
                head(400, "GET /%zz HTTP/1.1\nHost: a\nConnection: close"),
                head(400, "GET /../../etc/passwd HTTP/1.1\nHost: a\nConnection: close"),
                head(404, "GET /v2 HTTP/1.1\nHost: a\nConnection: close"),
                head(405, "GET /v1/chat/completions HTTP/1.1\nHost: a\nConnection: close"),
                head(405, "DELETE /v1/models HTTP/1.1\nHost: a\nConnection: close"),
                head(413, post + "Content-Length: 1000000000000"), head(400, post + "Content-Length: -5"),
                head(400, post + "Content-Length: 3\nContent-Length: 4"),
                head(400, post + "Content-Length: 3\nTransfer-Encoding: chunked"),
                head(400, post + "Transfer-Encoding: chunked\n\nZZ\n{}\n0"),
                head(415, post + "Content-Encoding: gzip\nContent-Length: 2\n\n{}"),
                head(417, post + "Expect: wonders\nContent-Length: 2\n\n{}"),
                arguments(400, Arrays.copyOf(whole, whole.length - 10), true),
                body(413, "{\"model\":\"" + "a".repeat(1 << 17) + "\"}"), body(400, ""), body(400, "\0\0\0"),
                body(400, "[]"), body(400, "null"), body(400, "\"text\""), body(400, good + "{}"), body(400, "{bad"),
                body(400, "[".repeat(50_000)),
                body(400, "{\"model\":\"smoothie\",\"messages\":" + "[".repeat(5000) + "]".repeat(5000) + "}"),
                body(400, good.replace("\"model\"", "\"model\":\"best\",\"model\"")),
                body(400, good.replace("\"Well?\"", "NaN")), body(400, "{\"messages\":[]}"),
                body(400, "{\"model\":\"smoothie\"}"), body(400, good.replace("\"smoothie\"", "3")),
                body(400, good.replace("{\"model\"", "{\"stream\":\"yes\",\"model\"")), messages("null"),
                messages("[]"),
                messages("\"x\""), messages("{}"), messages("[null]"), messages("[\"x\"]"), messages("[{}]"),
                messages("[{\"role\":5}]"), body(404, Server.chat("smoothie:best", "Well?")),
                body(404, Server.chat("smoothie:", "Well?").replace("smoothie:", "smoothie:x")),
                body(400, Server.chat("smoothie:budget=-1", "Well?")),
                body(400, Server.chat("smoothie:budget", "Well?")),
                body(400, Server.chat("smoothie:budget=NaN", "Well?")),
                body(400, Server.chat("smoothie:panel=1", "Well?")),
                body(400, Server.chat("smoothie:panel=all", "Well?")), body(404, Server.chat("gpt-9", "Well?")),
                head(400,
                        "POST /v1/completions HTTP/1.1\nHost: a\nConnection: close\nContent-Length: 36\n\n{\"model\":\"smoothie\",\"prompt\":[\"a\",\"b\"]}"),
                head(400,
                        "POST /v1/embeddings HTTP/1.1\nHost: a\nConnection: close\nContent-Length: 11\n\n{\"input\":[]}"),
                head(400,
                        "POST /v1/embeddings HTTP/1.1\nHost: a\nConnection: close\nContent-Length: 13\n\n{\"input\":[[1]]}"));
    }

    /** A hundred requests with bytes that were changed, left out or put in by chance: an answer or an error, and no end of it. */
    @Test
    void whateverIsSentIsAnsweredInForm() throws Exception {
        byte[] good = Server.bytes(Server.chat("smoothie", "Well?"));
        var random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            var sent = new ByteArrayOutputStream();
            for (byte value : good) {
                switch (random.nextInt(60)) {
                    case 0 -> sent.write(random.nextInt(256));
                    case 1 -> {
                        // left out
                    }
                    case 2 -> {
                        sent.write(value);
                        sent.write(random.nextInt(256));
                    }
                    default -> sent.write(value);
                }
            }
            String response = server.raw(sent.toByteArray(), true);
            String shown = i + ": " + response;
            assertTrue(response.startsWith("HTTP/1.1 "), shown);
            String body = response.substring(response.indexOf("\r\n\r\n") + 4);
            assertTrue(response.startsWith("HTTP/1.1 2") || body.startsWith("{\"error\":{\"message\":\""), shown);
        }
        assertEquals(200, server.chat(Server.chat("smoothie", "Well?")).statusCode());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void getsAnErrorAndHurtsNobody(int status, byte[] request, boolean ends) throws Exception {
        String response = server.raw(request, ends);
        assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
        String body = response.substring(response.indexOf("\r\n\r\n") + 4);
        assertTrue(body.startsWith("{\"error\":{\"message\":\""), response);
        assertTrue(body.contains("\",\"type\":\"") && body.contains("\"code\":\""), response);
        assertEquals(200, server.chat(Server.chat("smoothie", "Well?")).statusCode());
    }
}

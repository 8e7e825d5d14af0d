package dev.smoothie.gateway;

import dev.smoothie.gateway.running.Keys;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests the gateway with clients that people use: the package of OpenAI and the AI SDK, both for Node.js. They are
 * fetched by npm; on a machine that has no Node.js, or no way to them, these tests are skipped.
 */
class ClientsTest {
    private static final Path SOURCES = Path.of("src/test/clients");
    private static final Path FOLDER = Path.of("target/clients").toAbsolutePath();

    @BeforeAll
    static void install() throws Exception {
        Files.createDirectories(FOLDER);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                Files.write(FOLDER.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        assumeTrue(works("node", "--version"), "this machine has no Node.js");
        assumeTrue(works("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--prefer-offline"),
                "npm could not fetch the clients");
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true)
                    .redirectOutput(FOLDER.resolve("npm.log").toFile()).start();
            if (!process.waitFor(4, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static String run(Server server, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("node", script, "http://127.0.0.1:%d/v1".formatted(server.gateway
                .port())).directory(FOLDER.toFile()).redirectErrorStream(true);
        builder.environment().put("KEY", Server.KEY);
        Process process = builder.start();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), text);
            return text;
        }
    }

    private static ScriptedModel streaming(String name, String... parts) {
        return new ScriptedModel(name, (model, _) -> {
            BlockingQueue<Boolean> permits = new LinkedBlockingQueue<>();
            for (int i = 0; i <= parts.length; i++) {
                permits.add(true);
            }
            return model.stream(permits, List.of(parts));
        });
    }

    /** Calls a tool, as a stream where that is wanted. */
    private static ScriptedModel tools() {
        String call = "{\"id\":\"call-1\",\"type\":\"function\",\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":2}\"}}";
        return new ScriptedModel("tools", (model, request) -> {
            String body = new String(request.body(), StandardCharsets.UTF_8);
            assertTrue(body.contains("\"name\":\"add\""), body);
            return body.contains("\"stream\":true")
                    ? streaming("tools",
                            "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,"
                                    + call.substring(1) + "]},\"finish_reason\":null}]}\n\n",
                            "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n")
                            .relay(request)
                    : model.json(200,
                            "{\"id\":\"c-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                                    + call
                                    + "]},\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}");
        });
    }

    private Server server(ScriptedModel silent) {
        var best = ScriptedModel.saying("best", "Four.");
        return Server.with().keys(Keys.of("the test", Server.KEY)).start(new KnownAdviser("best"), best.generator(),
                streaming("streaming", ScriptedModel.event("Fo"), ScriptedModel.event("ur."), ScriptedModel.end())
                        .generator(),
                tools().generator(), ScriptedModel.failing("down", Kind.UNAVAILABLE).generator(),
                streaming("broken", ScriptedModel.event("Fo")).generator(), silent.generator());
    }

    @Test
    void openAisPackage() throws Exception {
        var silent = ScriptedModel.silent("silent");
        try (Server server = server(silent)) {
            assertEquals("""
                    whole: Four. by best
                    streamed: Four. in 3
                    panel, streamed: Four. 30
                    tools: tool_calls {"a":2}
                    tools, streamed: add {"a":2}
                    error: NotFoundError 404 model_not_found
                    error: InternalServerError 502 no_answer
                    broken stream: APIError
                    wrong key: AuthenticationError
                    cancelled: APIUserAbortError
                    embedding: 3 0.5
                    models: true
                    """, run(server, "openai.mjs"));
            assertTrue(silent.ended.await(20, TimeUnit.SECONDS), "the provider's request has ended");
        }
    }

    @Test
    void theAiSdk() throws Exception {
        var silent = ScriptedModel.silent("silent");
        try (Server server = server(silent)) {
            assertEquals("""
                    whole: Four.
                    streamed: Four.
                    tools: add {"a":2}
                    tools, streamed: {"a":2}
                    error: 404
                    cancelled: AbortError
                    """, run(server, "ai-sdk.mjs"));
            assertTrue(silent.ended.await(20, TimeUnit.SECONDS), "the provider's request has ended");
        }
    }
}

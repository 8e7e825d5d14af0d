package dev.smoothie.gateway;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.gateway.running.Recorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what a server keeps and tells of its requests. */
class RecordTest {

    @TempDir
    Path folder;

    @Test
    void requestsAndAnswersAreAppendedAsSamples() throws Exception {
        Path file = folder.resolve("record.jsonl");
        Files.writeString(file, "{\"id\":\"old\"}\n{\"id\":\"cut o"); // as a server that was killed leaves it
        var one = ScriptedModel.saying("one", "Five.");
        BlockingQueue<Boolean> permits = new LinkedBlockingQueue<>(List.of(true, true, true));
        var two = new ScriptedModel("two", (model, request) -> new String(request.body(),
                java.nio.charset.StandardCharsets.UTF_8).contains("stream")
                        ? model.stream(permits, List.of(ScriptedModel.event("Fo"), ScriptedModel.event("ur."),
                                ScriptedModel.end()))
                        : model.json(200, ScriptedModel.answer("two", "Four.")));
        try (Server server = Server.with().record(file, 1 << 20).start(new KnownAdviser("one", "two"),
                one.generator(), two.generator())) {
            server.chat(Server.chat("smoothie:panel", "2+2?"));
            server.chat(Server.stream("two", "And 2+2?"));
            server.chat(Server.chat("nobody", "Lost?"));
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(3, lines.size());
        assertEquals("{\"id\":\"old\"}", lines.getFirst());
        assertTrue(lines.get(1).contains("\"input\":\"2+2?\"") && lines.get(1).contains("\"one\":\"Five.\"")
                && lines.get(1).contains("\"two\":\"Four.\"") && lines.get(1).contains("\"cost\":{"), lines.get(1));
        assertTrue(lines.get(2).contains("\"generations\":{\"two\":\"Four.\"}"), lines.get(2));
    }

    @Test
    void aFileThatHasGrownIsBegunAnew() throws Exception {
        Path file = folder.resolve("record.jsonl");
        var one = ScriptedModel.saying("one", "Five.");
        try (Server server = Server.with().record(file, 400).start(new KnownAdviser("one"), one.generator())) {
            for (int i = 0; i < 5; i++) {
                server.chat(Server.chat("smoothie", "Request " + i));
            }
        }
        int lines = 0;
        for (Path part : List.of(folder.resolve("record.jsonl.1"), folder.resolve("record.jsonl.2"), file)) {
            assertTrue(Files.size(part) <= 400);
            lines += Files.readAllLines(part).size();
        }
        assertEquals(5, lines);
    }

    @Test
    void noTextAndNoKeyIsLoggedUnlessAskedFor() throws Exception {
        var one = ScriptedModel.saying("one", "A secret answer.");
        try (Server server = Server.with().keys(dev.smoothie.gateway.running.Keys.of("the test", Server.KEY)).start(
                new KnownAdviser("one"), one.generator())) {
            ask(server);
            String log = String.join("\n", server.log) + String.join("\n", server.notes);
            assertEquals(1, server.log.size());
            assertTrue(log.contains("\"policy\":\"best\"") && log.contains("\"status\":200")
                    && log.contains("\"generator\":\"one\""), log);
            assertFalse(log.contains("secret") || log.contains(Server.KEY), log);
        }
        try (Server server = Server.with().logTexts().keys(dev.smoothie.gateway.running.Keys.of("the test",
                Server.KEY)).start(new KnownAdviser("one"), one.generator())) {
            ask(server);
            String log = String.join("\n", server.log);
            assertTrue(log.contains("A secret question?") && log.contains("A secret answer."), log);
            assertFalse(log.contains(Server.KEY), log);
        }
    }

    private static void ask(Server server) throws Exception {
        assertEquals(200, server.send(server.request("/v1/chat/completions").header("Authorization", "Bearer "
                + Server.KEY).POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        Server.chat("smoothie",
                                "A secret question?")))
                .build()).statusCode());
        server.gateway.close(); // until then the line may not be there
    }

    /** A disk that is full, or a file that cannot be written any more, costs no answer. */
    @Test
    void theRecordIsContinuedByTheNextServer() throws Exception {
        Path file = folder.resolve("record.jsonl");
        var one = ScriptedModel.saying("one", "Five.");
        for (int run = 0; run < 2; run++) {
            try (Server server = Server.with().record(file, 1 << 20).start(new KnownAdviser("one"),
                    one.generator())) {
                server.chat(Server.chat("smoothie", "Request " + run));
            }
            Files.writeString(file, "{\"half", StandardOpenOption.APPEND);
        }
        try (Server _ = Server.with().record(file, 1 << 20).start(new KnownAdviser("one"), one.generator())) {
            assertEquals(2, Files.readAllLines(file).size());
        }
    }

    /** Two that append to one file would write over each other's lines. */
    @Test
    void onlyOneServerRecordsInAFile() throws Exception {
        Path file = folder.resolve("record.jsonl");
        try (var _ = new Recorder(file, 1 << 20, _ -> {})) {
            Files.writeString(file, "{\"half a line of the first");
            String message = assertThrows(CoreException.class, () -> new Recorder(file, 1 << 20, _ -> {}))
                    .getMessage();
            assertTrue(message.contains("another server records here; wait until it has ended"), message);
            assertEquals("{\"half a line of the first", Files.readString(file));
        }
        new Recorder(file, 1 << 20, _ -> {}).close();
    }
}

package dev.smoothie.gateway;

import dev.smoothie.gateway.running.Keys;
import dev.smoothie.pipeline.generation.Limits;
import dev.smoothie.pipeline.generation.Template;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.SmoothieException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what a caller sees, over HTTP, with models that do what the test says. */
class GatewayTest {

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void theBestIsAskedAndItsAnswerPassedOnAsItIs() throws Exception {
        var best = ScriptedModel.saying("best", "Four.");
        var other = ScriptedModel.saying("other", "Five.");
        try (Server server = Server.with().start(new KnownAdviser("best", "other"), best.generator(),
                other.generator())) {
            HttpResponse<String> response = server.chat(
                    """
                            {"model":"smoothie","messages":[{"role":"user","content":"2+2?"}],"seed":12345678901234567890,"x":{"b":1.50,"a":[null]}}""");
            assertEquals(200, response.statusCode());
            assertEquals(ScriptedModel.answer("best", "Four."), response.body());
            assertEquals("best", header(response, "x-smoothie-model"));
            assertEquals("0.100000", header(response, "x-smoothie-error"));
            assertEquals("0.900000", header(response, "x-smoothie-quality"));
            assertEquals("7", header(response, "x-smoothie-neighbours"));
            assertEquals("5.00000e-05", header(response, "x-smoothie-cost")); // (10·1 + 20·2) / a million
            assertTrue(best.asked().contains("\"seed\":12345678901234567890,\"x\":{\"b\":1.50,\"a\":[null]}"));
            assertEquals(0, other.requests.size());
        }
    }

    @Test
    void aGeneratorThatFailsIsPassedOver() throws Exception {
        var down = ScriptedModel.failing("down", Kind.UNAVAILABLE);
        var garbled = new ScriptedModel("garbled", (model, _) -> model.json(200, "<html>"));
        var busy = new ScriptedModel("busy", (model, _) -> model.failure(429, "{}", Kind.THROTTLED));
        var good = ScriptedModel.saying("good", "Yes.");
        try (Server server = Server.with().start(new KnownAdviser("down", "garbled", "busy", "good"), down.generator(),
                garbled.generator(), busy.generator(), good.generator())) {
            HttpResponse<String> response = server.chat(Server.chat("smoothie", "Well?"));
            assertEquals(200, response.statusCode());
            assertEquals("good", header(response, "x-smoothie-model"));
            String metrics = server.get("/metrics").body();
            assertTrue(
                    metrics.contains("smoothie_generator_failures_total{generator=\"down\",kind=\"unavailable\"} 1.0"),
                    metrics);
            assertTrue(metrics.contains("smoothie_routes_total{generator=\"good\"} 1.0"), metrics);
            assertTrue(metrics.contains("smoothie_choice_seconds_count 1"), metrics);
        }
    }

    @Test
    void whereNobodyAnswersTheErrorSaysWhy() throws Exception {
        var down = ScriptedModel.failing("down", Kind.UNAVAILABLE);
        var denied = ScriptedModel.failing("denied", Kind.DENIED);
        try (Server server = Server.with().start(new KnownAdviser("down", "denied"), down.generator(),
                denied.generator())) {
            HttpResponse<String> response = server.chat(Server.chat("smoothie", "Well?"));
            assertEquals(502, response.statusCode());
            assertEquals(
                    "{\"error\":{\"message\":\"no generator could answer (down: it has a failure of its own; denied: it refuses this server)\",\"type\":\"api_error\",\"param\":null,\"code\":\"no_answer\"}}",
                    response.body());
        }
    }

    /** What is wrong with a request another provider would find too. */
    @Test
    void aRefusalIsPassedOn() throws Exception {
        String body = "{\"error\":{\"message\":\"max_tokens is too large\",\"code\":\"x\"}}";
        var strict = new ScriptedModel("strict", (model, _) -> model.failure(400, body, Kind.MISCONFIGURED));
        var other = ScriptedModel.saying("other", "Yes.");
        try (Server server = Server.with().start(new KnownAdviser("strict", "other"), strict.generator(),
                other.generator())) {
            HttpResponse<String> response = server.chat(Server.chat("smoothie", "Well?"));
            assertEquals(400, response.statusCode());
            assertEquals(body, response.body());
            assertEquals(0, other.requests.size());
        }
    }

    /** The first part arrives while the provider has not sent the second. */
    @Test
    void aStreamIsPassedOnPartByPart() throws Exception {
        BlockingQueue<Boolean> permits = new LinkedBlockingQueue<>(List.of(true));
        List<String> parts = List.of(ScriptedModel.event("Fo"), ScriptedModel.event("ur"), ScriptedModel.end());
        var best = new ScriptedModel("best", (model, _) -> model.stream(permits, parts));
        try (Server server = Server.with().start(new KnownAdviser("best"), best.generator());
                Socket caller = server.socket()) {
            caller.getOutputStream().write(Server.bytes(Server.stream("smoothie", "2+2?")));
            InputStream in = caller.getInputStream();
            var seen = new StringBuilder();
            readUntil(in, seen, "Fo");
            assertFalse(seen.toString().contains("ur\""));
            permits.add(true);
            readUntil(in, seen, "ur\"");
            permits.add(true);
            readUntil(in, seen, "[DONE]");
            assertTrue(seen.toString().contains("text/event-stream"));
        }
        assertEquals(1, best.closed.get());
    }

    private static void readUntil(InputStream in, StringBuilder seen, String text) throws Exception {
        byte[] part = new byte[1 << 13];
        while (seen.indexOf(text) < 0) {
            int count = in.read(part);
            assertTrue(count > 0, () -> "ended after " + seen);
            seen.append(new String(part, 0, count, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aStreamThatEndsBeforeItBeginsIsNoAnswer() throws Exception {
        BlockingQueue<Boolean> permits = new LinkedBlockingQueue<>(List.of(true, true, true));
        var empty = new ScriptedModel("empty", (model, _) -> model.stream(permits, List.of(": hello\n\n")));
        var error = new ScriptedModel("error", (model, _) -> model.stream(permits,
                List.of("data: {\"error\":{\"message\":\"overloaded\"}}\n\n")));
        var good = new ScriptedModel("good", (model, _) -> model.json(200, ScriptedModel.answer("good", "Yes.")));
        try (Server server = Server.with().start(new KnownAdviser("empty", "error", "good"), empty.generator(),
                error.generator(), good.generator())) {
            HttpResponse<String> response = server.chat(Server.stream("smoothie", "Well?"));
            assertEquals("good", header(response, "x-smoothie-model"));
            assertTrue(response.body().contains("\"content\":\"Yes.\""), response.body());
            assertTrue(response.body().endsWith("data: [DONE]\n\n"), response.body());
            assertEquals(1, empty.closed.get());
            assertEquals(1, error.closed.get());
        }
    }

    @Test
    void aStreamThatBreaksOffEndsWithAnError() throws Exception {
        BlockingQueue<Boolean> permits = new LinkedBlockingQueue<>(List.of(true, true, true));
        var cut = new ScriptedModel("cut", (model, _) -> model.stream(permits, List.of(ScriptedModel.event("Ha"))));
        var broken = new ScriptedModel("broken",
                (model, _) -> model.stream(permits, List.of(ScriptedModel.event("Ha"), "")));
        try (Server server = Server.with().start(new KnownAdviser("cut", "broken"), cut.generator(),
                broken.generator())) {
            for (String name : List.of("cut", "broken")) {
                String body = server.chat(Server.stream(name, "Well?")).body();
                assertTrue(body.contains("Ha") && body.contains("data: {\"error\":{\"message\":\"the answer broke off"),
                        body);
            }
        }
    }

    @Test
    void aPanelTakesTheAnswerOfMost() throws Exception {
        var one = ScriptedModel.saying("one", "Five.");
        var two = ScriptedModel.saying("two", "Four.");
        var three = ScriptedModel.saying("three", "Four.");
        var down = ScriptedModel.failing("down", Kind.CONNECTION);
        try (Server server = Server.with().start(new KnownAdviser("one", "two", "three", "down"), one.generator(),
                two.generator(), three.generator(), down.generator())) {
            HttpResponse<String> response = server.chat(Server.chat("smoothie:panel", "2+2?"));
            assertEquals(ScriptedModel.answer("two", "Four."), response.body());
            assertEquals("0.000150000", header(response, "x-smoothie-cost")); // three answers
            String streamed = server.chat(Server.stream("smoothie:panel", "2+2?")).body();
            assertTrue(streamed.contains("Four.") && streamed.endsWith("data: [DONE]\n\n"), streamed);
            assertFalse(three.requests.peek() == null);
            // Of the two best no two agree: the better one's answer is taken.
            assertEquals("one", header(server.chat(Server.chat("smoothie:panel=2", "2+2?")), "x-smoothie-model"));
        }
    }

    @Test
    void aCascadeAsksTheCheapestUntilTheyAgree() throws Exception {
        var dear = ScriptedModel.saying("dear", "Six.");
        var middle = ScriptedModel.saying("middle", "Four.");
        var cheap = ScriptedModel.saying("cheap", "Four.");
        try (Server server = Server.with().start(new KnownAdviser("dear", "middle", "cheap"), dear.generator(),
                middle.generator(), cheap.generator())) {
            assertEquals("middle", header(server.chat(Server.chat("smoothie:cascade", "2+2?")), "x-smoothie-model"));
            assertEquals(0, dear.requests.size());
        }
        var unsure = ScriptedModel.saying("cheap", "Five.");
        try (Server server = Server.with().start(new KnownAdviser("dear", "middle", "cheap"), dear.generator(),
                middle.generator(), unsure.generator())) {
            server.chat(Server.chat("smoothie:cascade", "2+2?"));
            assertEquals(1, dear.requests.size());
        }
    }

    @Test
    void costsAndNamesAreHeeded() throws Exception {
        var dear = ScriptedModel.saying("dear", "Six.");
        var cheap = ScriptedModel.saying("cheap", "Four.");
        var foreign = ScriptedModel.saying("foreign", "Three.");
        try (Server server = Server.with().start(new KnownAdviser("dear", "cheap"), dear.generator(),
                cheap.generator(), foreign.generator())) {
            assertEquals("cheap", header(server.chat(Server.chat("smoothie:cheap", "Well?")), "x-smoothie-model"));
            assertEquals("cheap",
                    header(server.chat(Server.chat("smoothie:budget=0.6", "Well?")), "x-smoothie-model"));
            HttpResponse<String> named = server.chat(Server.chat("foreign", "Well?"));
            assertEquals("foreign", header(named, "x-smoothie-model"));
            assertEquals("", header(named, "x-smoothie-error"));
            HttpResponse<String> unknown = server.chat(Server.chat("nobody", "Well?"));
            assertEquals(List.of(
                    "generators that the state does not know, so they are asked only by their names: foreign"),
                    server.notes);
            assertEquals(404, unknown.statusCode());
            assertTrue(unknown.body().contains("model_not_found"), unknown.body());
        }
    }

    @Test
    void aCallerThatHasGoneEndsTheRequestOfTheProvider() throws Exception {
        var silent = ScriptedModel.silent("silent");
        BlockingQueue<Boolean> permits = new LinkedBlockingQueue<>(List.of(true));
        var streaming = new ScriptedModel("streaming",
                (model, _) -> model.stream(permits, List.of(ScriptedModel.event("Ha"), ScriptedModel.end())));
        try (Server server = Server.with().start(new KnownAdviser("silent", "streaming"), silent.generator(),
                streaming.generator())) {
            try (Socket caller = server.socket()) {
                caller.getOutputStream().write(Server.bytes(Server.chat("silent", "Well?")));
                silent.requests.take();
            }
            assertTrue(silent.ended.await(20, TimeUnit.SECONDS));
            try (Socket caller = server.socket()) {
                caller.getOutputStream().write(Server.bytes(Server.stream("streaming", "Well?")));
                readUntil(caller.getInputStream(), new StringBuilder(), "Ha");
            }
            assertTrue(streaming.ended.await(20, TimeUnit.SECONDS));
        }
    }

    /** Who ends only its own half still waits for the answer. */
    @Test
    void aCallerThatHasSaidAllIsAnswered() throws Exception {
        var answered = new CountDownLatch(1);
        var slow = new ScriptedModel("slow", (model, _) -> {
            answered.await(600, TimeUnit.MILLISECONDS);
            return model.json(200, ScriptedModel.answer("slow", "At last."));
        });
        try (Server server = Server.with().start(new KnownAdviser("slow"), slow.generator())) {
            String response = server.raw(Server.bytes(Server.chat("smoothie", "Well?")), true);
            assertTrue(response.contains("HTTP/1.1 200 OK") && response.contains("At last."), response);
        }
    }

    @Test
    void theDeadlineEndsARequest() throws Exception {
        var silent = ScriptedModel.silent("silent");
        BlockingQueue<Boolean> permits = new LinkedBlockingQueue<>(List.of(true));
        var stalled = new ScriptedModel("stalled",
                (model, _) -> model.stream(permits, List.of(ScriptedModel.event("Ha"), ScriptedModel.end())));
        try (Server server = Server.with().deadline(Duration.ofMillis(300)).start(
                new KnownAdviser("silent", "stalled"), silent.generator(), stalled.generator())) {
            HttpResponse<String> late = server.chat(Server.chat("silent", "Well?"));
            assertEquals(504, late.statusCode());
            assertTrue(late.body().contains("deadline_exceeded"), late.body());
            String stream = server.chat(Server.stream("stalled", "Well?")).body();
            assertTrue(stream.contains("Ha") && stream.contains("deadline_exceeded"), stream);
            assertTrue(stalled.ended.await(5, TimeUnit.SECONDS));
        }
    }

    /** An embedder that is interrupted says so in its own way. */
    @Test
    void theDeadlineEndsTheEmbeddingOfARequest() throws Exception {
        var stuck = new KnownAdviser("best") {
            @Override
            public Expected expect(String input) {
                try {
                    new CountDownLatch(1).await();
                    throw new AssertionError();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new SmoothieException("the embedder was interrupted at " + input, e);
                }
            }
        };
        try (Server server = Server.with().deadline(Duration.ofMillis(300)).start(stuck,
                ScriptedModel.saying("best", "Yes.").generator())) {
            assertEquals(504, server.chat(Server.chat("smoothie", "Well?")).statusCode());
        }
    }

    /** What a fault of the gateway itself says may quote what was asked, and is not told. */
    @Test
    void aFaultIsToldWithoutItsMessage() throws Exception {
        var broken = new KnownAdviser("best") {
            @Override
            public Expected expect(String input) {
                throw new IllegalStateException("cannot read: " + input);
            }
        };
        try (Server server = Server.with().start(broken, ScriptedModel.saying("best", "Yes.").generator())) {
            HttpResponse<String> response = server.chat(Server.chat("smoothie", "A secret?"));
            assertEquals(500, response.statusCode());
            assertTrue(response.body().contains("internal_error"), response.body());
            assertTrue(server.notes.toString().contains("a request failed: java.lang.IllegalStateException at "),
                    server.notes::toString);
            assertFalse(server.notes.toString().contains("A secret?") || response.body().contains("A secret?"));
        }
    }

    @Test
    void moreThanAreTakenAtOnceAreToldToComeAgain() throws Exception {
        var silent = ScriptedModel.silent("silent");
        try (Server server = Server.with().requests(1).deadline(Duration.ofSeconds(20)).start(
                new KnownAdviser("silent"), silent.generator()); Socket first = server.socket()) {
            first.getOutputStream().write(Server.bytes(Server.chat("smoothie", "Well?")));
            silent.requests.take();
            HttpResponse<String> second = server.chat(Server.chat("smoothie", "Well?"));
            assertEquals(429, second.statusCode());
            assertEquals("1", header(second, "Retry-After"));
        }
    }

    @Test
    void onlyCallersWithAKeyAreAnswered() throws Exception {
        var best = ScriptedModel.saying("best", "Four.");
        try (Server server = Server.with().keys(Keys.of("the test", "other, " + Server.KEY)).start(
                new KnownAdviser("best"), best.generator())) {
            assertEquals(401, server.chat(Server.chat("smoothie", "Well?")).statusCode());
            assertEquals(401, server.get("/metrics").statusCode());
            assertEquals(401, server.get("/v1/models").statusCode());
            assertEquals(200, server.get("/healthz").statusCode());
            for (String wrong : List.of("Bearer " + Server.KEY + "x", "Bearer", "Basic " + Server.KEY, Server.KEY)) {
                assertEquals(401, server.send(server.request("/v1/models").header("Authorization", wrong).build())
                        .statusCode(), wrong);
            }
            HttpResponse<String> known = server.send(server.request("/v1/chat/completions")
                    .header("Authorization", "bearer " + Server.KEY)
                    .POST(BodyPublishers.ofString(Server.chat("smoothie", "Well?"))).build());
            assertEquals(200, known.statusCode());
            assertFalse(best.asked().contains(Server.KEY));
        }
    }

    @Test
    void promptsOfGeneratorsAreFilledIn() throws Exception {
        var terse = ScriptedModel.saying("terse", "4");
        try (Server server = Server.with().start(new KnownAdviser("terse"),
                terse.generator(new Template("Briefly: {input}"), Optional.of(new Template("You are terse.")),
                        Limits.STANDARD))) {
            server.chat(Server.chat("smoothie", "2+2?"));
            String asked = terse.asked();
            assertTrue(asked.contains(
                    "\"messages\":[{\"role\":\"system\",\"content\":\"You are terse.\"},{\"role\":\"user\",\"content\":\"Briefly: 2+2?\"}]"),
                    asked);
        }
        assertEquals("generator 'terse': its prompt has {topic}, and a request to the server has only its {input}",
                assertThrows(SmoothieException.class, () -> Server.with().start(new KnownAdviser("terse"),
                        terse.generator(new Template("{topic}"), Optional.empty(), Limits.STANDARD))).getMessage());
    }

    @Test
    void anotherStateTakesThePlaceOfTheFirstWithoutDroppingARequest() throws Exception {
        var hold = new CountDownLatch(1);
        var slow = new ScriptedModel("slow", (model, _) -> {
            hold.await();
            return model.json(200, ScriptedModel.answer("slow", "Done."));
        });
        var quick = ScriptedModel.saying("quick", "Quick.");
        var states = new ArrayList<>(List.of(new KnownAdviser("slow", "quick"), new KnownAdviser("quick", "slow")));
        KnownAdviser first = states.getFirst();
        try (Server server = Server.with().start(() -> {
            KnownAdviser next = states.removeFirst();
            return new Gateway.Fitted(next, next);
        }, slow.generator(), quick.generator())) {
            var body = new LinkedBlockingQueue<String>();
            Thread.ofVirtual().start(() -> {
                try {
                    body.add(server.chat(Server.chat("smoothie", "Well?")).body());
                } catch (Exception e) {
                    body.add(e.toString());
                }
            });
            slow.requests.take();
            server.gateway.reload();
            assertEquals("quick", header(server.chat(Server.chat("smoothie", "Well?")), "x-smoothie-model"));
            assertEquals(0, first.closed.get());
            hold.countDown();
            assertEquals(ScriptedModel.answer("slow", "Done."), body.take());
            for (int i = 0; i < 100 && first.closed.get() == 0; i++) {
                Thread.sleep(20);
            }
            assertEquals(1, first.closed.get());
            server.gateway.reload(); // there is no third
            assertTrue(server.notes.getLast().contains("the old one stays"), server.notes::toString);
            assertEquals("quick", header(server.chat(Server.chat("smoothie", "Well?")), "x-smoothie-model"));
        }
    }

    @Test
    void whatIsUnderWayEndsBeforeTheServer() throws Exception {
        var hold = new CountDownLatch(1);
        var slow = new ScriptedModel("slow", (model, _) -> {
            hold.await();
            return model.json(200, ScriptedModel.answer("slow", "Done."));
        });
        var status = new LinkedBlockingQueue<Integer>();
        try (Server server = Server.with().start(new KnownAdviser("slow"), slow.generator())) {
            Thread.ofVirtual().start(() -> {
                try {
                    status.add(server.chat(Server.chat("smoothie", "Well?")).statusCode());
                } catch (Exception e) {
                    status.add(-1);
                }
            });
            slow.requests.take();
            Thread closing = Thread.ofVirtual().start(server.gateway::close);
            Thread.sleep(100);
            hold.countDown();
            assertEquals(200, status.take());
            closing.join();
        }
    }

    @Test
    void exploringAsksEverybody() throws Exception {
        var one = ScriptedModel.saying("one", "Five.");
        var two = ScriptedModel.saying("two", "Four.");
        try (Server server = Server.with().explore(1).start(new KnownAdviser("one", "two"), one.generator(),
                two.generator())) {
            assertEquals(200, server.chat(Server.chat("smoothie", "Well?")).statusCode());
            assertEquals(1, one.requests.size());
            assertEquals(1, two.requests.size());
        }
    }

    @Test
    void listsModelsAndEmbeds() throws Exception {
        var one = ScriptedModel.saying("one", "Five.");
        try (Server server = Server.with().start(new KnownAdviser("one"), one.generator())) {
            assertTrue(server.get("/v1/models").body().contains("{\"id\":\"one\",\"object\":\"model\""));
            assertEquals(
                    "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[3.0,0.5]}],\"model\":\"length\",\"usage\":{\"prompt_tokens\":0,\"total_tokens\":0}}",
                    server.post("/v1/embeddings", "{\"model\":\"x\",\"input\":\"abc\"}").body());
            // 3.0 and 0.5 as 32-bit numbers, the lowest byte first
            assertTrue(server.post("/v1/embeddings", "{\"input\":[\"abc\"],\"encoding_format\":\"base64\"}").body()
                    .contains("\"embedding\":\"AABAQAAAAD8=\""));
        }
    }

    @Test
    void thePageFetchesNothingFromElsewhere() throws Exception {
        var one = ScriptedModel.saying("one", "Five.");
        try (Server server = Server.with().start(new KnownAdviser("one"), one.generator())) {
            HttpResponse<String> page = server.get("/");
            assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
            assertFalse(page.body().matches("(?s).*(src|href)=\".*"));
            assertTrue(header(page, "Content-Security-Policy").startsWith("default-src 'none'"));
            server.chat(Server.chat("smoothie", "Well?"));
            assertTrue(server.get("/status").body().contains("\"routes\":[1]"));
        }
    }

    @Test
    void generatorsThatAreNotFittedAreRefusedAtTheStart() {
        var one = ScriptedModel.saying("one", "Five.");
        assertEquals(
                "none of the generators that can be asked (one) is in the fitted state, which has two, three; give them the same names",
                assertThrows(SmoothieException.class,
                        () -> Server.with().start(new KnownAdviser("two", "three"), one.generator())).getMessage());
    }

    @Test
    void whileAGeneratorIsDownOthersAreAskedAtOnce() throws Exception {
        var calls = new AtomicInteger();
        var down = new ScriptedModel("down", (model, _) -> {
            calls.incrementAndGet();
            return model.failure(503, "{}", Kind.UNAVAILABLE);
        });
        var good = ScriptedModel.saying("good", "Yes.");
        try (Server server = Server.with().start(new KnownAdviser("down", "good"),
                down.generator(Template.INPUT, Optional.empty(), new Limits(8, java.util.OptionalDouble.empty(), 1,
                        ScriptedModel.LONG, ScriptedModel.LONG)),
                good.generator())) {
            for (int i = 0; i < 30; i++) {
                assertEquals(200, server.chat(Server.chat("smoothie", "Well?")).statusCode());
            }
            assertEquals(10, calls.get()); // then the circuit breaker is open
            assertTrue(server.get("/status").body().contains("\"up\":false"));
        }
    }
}

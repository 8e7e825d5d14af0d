package dev.smoothie.cli;

import dev.smoothie.cli.OpenAiServer.Fault;
import dev.smoothie.cli.OpenAiServer.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests generating by the assembled distribution with a real HTTP server: no answer is lost, nothing is asked twice,
 * limits are kept, and secrets stay secret.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class GenerateIT {
    private static final Path HOME = Path.of("target/smoothie").toAbsolutePath();
    private static final String SECRET = "sk-do/not+tell Quxzyw";
    private static final Script GOOD = (_, _, _) -> Fault.NONE;

    @TempDir
    Path work;

    private Path prompts;
    private Path models;
    private Path output;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void names() {
        prompts = work.resolve("prompts.jsonl");
        models = work.resolve("models.yaml");
        output = work.resolve("generations.jsonl");
    }

    private void writePrompts(int count) throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"id\": \"q%d\", \"input\": \"prompt %d\"}%n".formatted(i, i));
        }
        Files.writeString(prompts, lines.toString());
    }

    private void writeModels(OpenAiServer server, List<String> names, String more) throws IOException {
        var yaml = new StringBuilder();
        for (String name : names) {
            yaml.append("""
                    - name: %s
                      plugin: openai
                      options: {model: %s, base-url: "%s", api-key-env: IT_KEY, timeout: 2s}
                      price: {input: 1, output: 2}
                      backoff: 10ms
                    """.formatted(name, name, server.url())).append(more.indent(2));
        }
        Files.writeString(models, yaml.toString());
    }

    private ProcessBuilder smoothie(String... args) {
        var command = new ArrayList<>(List.of(HOME.resolve("bin/smoothie").toString()));
        command.addAll(List.of(args));
        return process(command);
    }

    private ProcessBuilder process(List<String> command) {
        var builder = new ProcessBuilder(command).directory(work.toFile())
                .redirectOutput(work.resolve("stdout").toFile()).redirectError(work.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.contains("SMOOTHIE"));
        builder.environment().put("SMOOTHIE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SMOOTHIE_CACHE", work.resolve("cache").toString());
        builder.environment().put("IT_KEY", SECRET);
        return builder;
    }

    private Result run(ProcessBuilder builder) throws Exception {
        int code = builder.start().waitFor();
        return new Result(code, Files.readString(work.resolve("stdout")), Files.readString(work.resolve("stderr")));
    }

    private ProcessBuilder generate(String... more) {
        var args = new ArrayList<>(List.of("generate", prompts.toString(), "--models", models.toString(), "-o",
                output.toString()));
        args.addAll(List.of(more));
        return smoothie(args.toArray(String[]::new));
    }

    /** Makes about four of a hundred prompts meet faults of every kind, up to three in a row. */
    private static Fault scripted(String model, String prompt, int time) {
        int draw = Math.floorMod((model + prompt).hashCode() * 0x9E3779B1, 1 << 20);
        if (prompt.equals("prompt 7") && model.equals("m2")) {
            return Fault.REFUSE;
        }
        if (draw % 25 != 0 || time > 1 + draw / 25 % 3) {
            return Fault.NONE;
        }
        Fault[] faults = {Fault.THROTTLE, Fault.ERROR, Fault.OVERLOAD, Fault.TRUNCATE, Fault.DROP, Fault.HANG_UP,
                Fault.HTML, Fault.STALL, Fault.THROTTLE_AND_SAY_WHEN};
        int kind = draw / 75 % 40;
        // Faults that take a second or two are rare.
        return kind < 2 ? faults[7 + kind] : faults[kind % 7];
    }

    @Test
    void aThousandInputsOfFiveGeneratorsThroughEveryFault() throws Exception {
        int count = 1000;
        List<String> names = List.of("m0", "m1", "m2", "m3", "m4");
        writePrompts(count);
        try (var server = new OpenAiServer(GenerateIT::scripted, Duration.ofMillis(5))) {
            writeModels(server, names, "concurrency: 6\nrequests-per-minute: 30000\n");
            Result result = run(generate());
            assertEquals(0, result.code(), result.err());
            Map<String, Integer> requests = server.requests();
            Set<Fault> met = new HashSet<>();
            List<Json> lines = Files.readAllLines(output).stream().map(Json::of).toList();
            assertEquals(count, lines.size());
            for (int i = 0; i < count; i++) {
                assertEquals("q" + i, lines.get(i).get("id").text());
                for (String name : names) {
                    String prompt = "prompt " + i;
                    String key = OpenAiServer.key(name, prompt);
                    int faults = 0;
                    while (scripted(name, prompt, faults + 1) != Fault.NONE
                            && scripted(name, prompt, faults + 1) != Fault.REFUSE) {
                        met.add(scripted(name, prompt, ++faults));
                    }
                    boolean refused = scripted(name, prompt, 1) == Fault.REFUSE;
                    assertEquals(faults + 1, requests.get(key), key);
                    assertEquals(refused ? null : 1, server.answers().get(key), key);
                    assertEquals(refused ? null : key, lines.get(i).get("generations").get(name).text());
                    // 10 tokens at a price of 1, and those of the answer at a price of 2, for a million.
                    assertEquals(refused ? Double.NaN : (10 + 2 * prompt.length()) / 1e6,
                            lines.get(i).get("cost").get(name).number(), 1e-12);
                }
            }
            assertEquals(Set.of(Fault.THROTTLE, Fault.THROTTLE_AND_SAY_WHEN, Fault.ERROR, Fault.OVERLOAD, Fault.STALL,
                    Fault.TRUNCATE, Fault.DROP, Fault.HANG_UP, Fault.HTML), met);
            String reason = lines.get(7).get("errors").get("m2").text();
            assertTrue(reason.contains("HTTP 400: REFUSE, sent with [Bearer ***]"), reason);
            keptItsLimits(server, names);
            assertEquals(Set.of("Bearer " + SECRET), server.authorizations());
            assertTrue(result.err().lines().anyMatch(line -> line.matches("m2 +999 +1 +0 .*")), result.err());
            nothingTellsTheSecret();

            int before = server.requests().values().stream().mapToInt(Integer::intValue).sum();
            assertEquals(0, run(generate()).code());
            assertEquals(before, server.requests().values().stream().mapToInt(Integer::intValue).sum());
        }
    }

    private static void keptItsLimits(OpenAiServer server, List<String> names) {
        assertEquals(List.of(), server.impatient());
        double window = 0.2;
        for (String name : names) {
            assertTrue(server.mostUnderWay(name) <= 6 + stalled(name), name + ": " + server.mostUnderWay(name));
            List<Long> times = server.times(name);
            for (long from : times) {
                long within = times.stream().filter(time -> time >= from && time - from < window * 1e9).count();
                // 500 in a second, evenly spaced, and in addition a tenth and the concurrency for what a busy machine
                // delays.
                assertTrue(within <= 500 * window * 1.1 + 6, name + ": " + within);
            }
        }
    }

    /**
     * A limit for the requests that the server counts as under way although the client has given them up, because their
     * answers stalled. The server does not see that.
     */
    private static long stalled(String name) {
        return Stream.iterate(0, i -> i + 1).limit(1000)
                .filter(i -> Stream.of(1, 2, 3).anyMatch(t -> scripted(name, "prompt " + i, t) == Fault.STALL)).count()
                * 3;
    }

    /** Checks that the secret is in no file that was written, and not in the streams, in any form. */
    private void nothingTellsTheSecret() throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertTrue(all.contains(output) && all.contains(work.resolve("generations.jsonl.journal")), all.toString());
            for (Path file : all) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String form : List.of(SECRET, "sk-do", "Quxzyw")) {
                    assertFalse(text.contains(form), file + " holds the key");
                }
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatIsKilledGoesOnWhereItStopped() throws Exception {
        int count = 300;
        List<String> names = List.of("m0", "m1", "m2");
        writePrompts(count);
        try (var server = new OpenAiServer(GOOD, Duration.ofMillis(20))) {
            writeModels(server, names, "concurrency: 4\n");
            Process process = generate().start();
            while (server.answers().size() < 250) {
                assertTrue(process.isAlive(), () -> "ended before it was killed");
                Thread.sleep(5);
            }
            process.destroyForcibly().waitFor();
            assertFalse(Files.exists(output));
            Set<String> journalled = journalled();
            int asked = server.requests().size();
            assertTrue(journalled.size() >= 250 - 12 && asked < count * names.size(), journalled.size() + ", " + asked);

            Result result = run(generate());
            assertEquals(0, result.code(), result.err());
            Map<String, Integer> requests = server.requests();
            assertEquals(count * names.size(), requests.size());
            for (var request : requests.entrySet()) {
                assertTrue(request.getValue() == 1 || !journalled.contains(request.getKey()), request.toString());
            }
            // Only what was under way when the process died.
            long twice = requests.values().stream().filter(times -> times > 1).count();
            assertTrue(twice <= 12, twice + " were asked twice");
            assertEquals(count, Files.readAllLines(output).size());
            assertFalse(Files.readString(output).contains("null"));
        }
    }

    /** The texts of the answers in the journal. */
    private Set<String> journalled() throws IOException {
        Set<String> texts = new HashSet<>();
        for (String line : Files.readString(work.resolve("generations.jsonl.journal")).split("\n", -1)) {
            if (line.endsWith("}")) {
                texts.add(Json.of(line).get("text").text());
            }
        }
        return texts;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ctrlCWaitsForWhatIsUnderWayAndNothingIsAskedTwice() throws Exception {
        int count = 200;
        writePrompts(count);
        try (var server = new OpenAiServer(GOOD, Duration.ofMillis(30))) {
            writeModels(server, List.of("m0", "m1", "m2"), "concurrency: 4\n");
            Process process = generate().start();
            while (server.answers().size() < 100) {
                assertTrue(process.isAlive(), () -> "ended before it was interrupted");
                Thread.sleep(5);
            }
            assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor());
            assertEquals(130, process.waitFor());
            String err = Files.readString(work.resolve("stderr"));
            assertTrue(err.startsWith("smoothie: interrupted; the answers so far are in "), err);
            assertFalse(Files.exists(output));
            assertEquals(0, run(generate()).code());
            assertEquals(3 * count, server.requests().size());
            assertEquals(Set.of(1), Set.copyOf(server.requests().values()));
        }
    }

    /** The lock is the operating system's, so only several processes show whether it holds. */
    @Test
    void aSecondRunOfTheSameJournalIsRefusedAndHarmsNothing() throws Exception {
        int count = 300;
        writePrompts(count);
        try (var server = new OpenAiServer(GOOD, Duration.ofMillis(100))) {
            writeModels(server, List.of("m0", "m1", "m2"), "concurrency: 4\n");
            Process first = generate().redirectError(work.resolve("first.err").toFile()).start();
            while (server.answers().size() < 20) {
                assertTrue(first.isAlive(), () -> "ended before there was a second");
                Thread.sleep(5);
            }
            Result second = run(generate());
            assertTrue(first.isAlive(), "the second came too late to say anything");
            assertEquals(1, second.code(), second.err());
            assertTrue(second.err().contains("another run is writing it"), second.err());
            assertEquals(0, first.waitFor(), () -> "the first was disturbed");
            assertEquals(Set.of(1), Set.copyOf(server.requests().values()));
            assertEquals(3 * count, journalled().size());
        }
    }

    /**
     * The shell's limit on the size of files takes the place of a full disk: the same call fails with the same error.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatIsFullLosesNothing() throws Exception {
        int count = 200;
        writePrompts(count);
        try (var server = new OpenAiServer(GOOD, Duration.ZERO)) {
            writeModels(server, List.of("m0", "m1", "m2"), "");
            var command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 40; exec \"$0\" \"$@\""));
            command.addAll(generate().command());
            Result full = run(process(command));
            assertEquals(1, full.code(), full.err());
            assertTrue(full.err().startsWith("smoothie: %s.journal: cannot keep the journal: ".formatted(output)),
                    full.err());
            assertFalse(Files.exists(output));
            Set<String> journalled = journalled();
            assertTrue(journalled.size() > 20 && journalled.size() < 3 * count, "journalled " + journalled.size());
            assertEquals(0, run(generate()).code());
            for (var request : server.requests().entrySet()) {
                assertTrue(request.getValue() == 1 || !journalled.contains(request.getKey()), request.toString());
            }
            assertEquals(count, Files.readAllLines(output).size());
        }
    }

    @Test
    void routeGeneratesAndRoutesInOneCommandAndTellsNoSecret() throws Exception {
        writePrompts(30);
        try (var server = new OpenAiServer((model, prompt, _) -> prompt.equals("prompt 3") && model.equals("m1")
                ? Fault.REFUSE
                : Fault.NONE, Duration.ZERO)) {
            writeModels(server, List.of("m0", "m1", "m2"), "");
            Result result = run(smoothie("route", prompts.toString(), "--models", models.toString(), "-o",
                    work.resolve("routes.jsonl").toString(), "--report", work.resolve("report.html").toString(),
                    "--neighbors", "3", "--generations", output.toString(), "--debug"));
            assertEquals(0, result.code(), result.err());
            assertEquals(90, server.requests().size());
            assertEquals(30, Files.readAllLines(work.resolve("routes.jsonl")).size());
            assertTrue(Files.size(work.resolve("report.html")) > 0);
            nothingTellsTheSecret();

            String later = "{\"id\": \"n1\", \"input\": \"new 1\"}\n{\"id\": \"n2\", \"input\": \"new 2\"}\n";
            Path inputs = Files.writeString(work.resolve("new.jsonl"), later);
            result = run(smoothie("route", inputs.toString(), "--models", models.toString(), "-o",
                    work.resolve("new-routes.jsonl").toString(), "--neighbors", "3", "--train", output.toString()));
            assertEquals(0, result.code(), result.err());
            List<Json> routes = Files.readAllLines(work.resolve("new-routes.jsonl")).stream().map(Json::of).toList();
            assertEquals(92, server.requests().size());
            for (int i = 0; i < 2; i++) {
                assertEquals(OpenAiServer.key(routes.get(i).get("model").text(), "new " + (i + 1)),
                        routes.get(i).get("generation").text());
            }
            assertTrue(result.err().contains("asked for 2 outputs, not for all 6: 4 requests saved; cost 0.0000"),
                    result.err());
            nothingTellsTheSecret();
        }
    }

    /** Uses the bundled example, in which outputs are missing. */
    @Test
    void whatIsReplayedIsRoutedByteForByteAsTheFileItIsFrom() throws Exception {
        Path questions = HOME.resolve("examples/questions.jsonl");
        var yaml = new StringBuilder();
        for (String name : List.of("careful", "concise", "chatty", "coder", "vague")) {
            yaml.append(
                    "- {name: %s, plugin: replay, options: {file: \"%s\", generator: %s}}%n".formatted(name, questions,
                            name));
        }
        Files.writeString(models, yaml.toString());
        Result result = run(smoothie("generate", questions.toString(), "--models", models.toString(), "-o",
                output.toString()));
        assertEquals(0, result.code(), result.err());
        for (Path file : List.of(questions, output)) {
            result = run(smoothie("route", file.toString(), "--neighbors", "3", "-o", work.resolve(
                    "routes-of-" + file.getFileName()).toString()));
            assertEquals(0, result.code(), result.err());
        }
        assertEquals(-1, Files.mismatch(work.resolve("routes-of-questions.jsonl"),
                work.resolve("routes-of-generations.jsonl")));
    }

    @Test
    void aServerThatDeniesIsAFailureWithTheReasonAndWithoutTheKey() throws Exception {
        writePrompts(50);
        try (var server = new OpenAiServer(GOOD, Duration.ZERO)) {
            writeModels(server, List.of("m0", "m1", "m2"), "concurrency: 1\n");
            String yaml = Files.readString(models).replace(server.url(), "http://127.0.0.1:1/v1")
                    .replace("backoff: 10ms", "backoff: 1ms\n  outage: 50ms\n  attempts: 2");
            Files.writeString(models, yaml);
            Result result = run(generate("--debug"));
            assertEquals(1, result.code());
            assertTrue(result.err().startsWith("smoothie: no generator gave a single output; 'm0': was given up: "),
                    result.err());
            assertFalse(result.err().contains("sk-do"));
            Files.writeString(models, yaml.replace("IT_KEY", "IT_ABSENT"));
            result = run(generate());
            assertEquals(1, result.code());
            assertTrue(result.err().contains("generator 'm0': ") && result.err().contains("IT_ABSENT"), result.err());
        }
    }

    @Test
    void noTextIsNoOutputAndNoRequestIsMadeThatCouldNotHelp() throws Exception {
        List<Fault> faults = List.of(Fault.EMPTY, Fault.REASONING_ALONE, Fault.FILTERED, Fault.CHOICE_ERROR,
                Fault.NUMBER,
                Fault.THINKING, Fault.PARTS, Fault.NONE);
        writePrompts(faults.size());
        try (var server = new OpenAiServer((model, prompt, _) -> model.equals("broke")
                ? Fault.QUOTA
                : faults.get(Integer.parseInt(prompt.substring("prompt ".length()))), Duration.ZERO)) {
            writeModels(server, List.of("m0", "broke"), "attempts: 3\n");
            // A request that timed out would be counted.
            Files.writeString(models, Files.readString(models).replace("timeout: 2s", "timeout: 1m"));
            Result result = run(generate("--keep-thinking"));
            assertEquals(0, result.code(), result.err());
            List<String> words = List.of("answered without a text", "spent all its tokens on reasoning",
                    "content filter",
                    "broken off by the server", "a number where a text belongs");
            List<Integer> requests = List.of(2, 1, 1, 3, 3, 1, 1, 1);
            List<Json> lines = Files.readAllLines(output).stream().map(Json::of).toList();
            for (int i = 0; i < faults.size(); i++) {
                Json line = lines.get(i);
                assertEquals(requests.get(i), server.requests().get(OpenAiServer.key("m0", "prompt " + i)));
                if (i < words.size()) {
                    assertEquals(null, line.get("generations").get("m0").text());
                    String reason = line.get("errors").get("m0").text();
                    assertTrue(reason.contains(words.get(i)), reason);
                }
                assertEquals(null, line.get("generations").get("broke").text());
            }
            assertEquals("four", lines.get(5).get("generations").get("m0").text());
            assertEquals("hm", lines.get(5).get("reasoning").get("m0").text());
            assertEquals("hm", lines.get(1).get("reasoning").get("m0").text());
            assertEquals("four", lines.get(6).get("generations").get("m0").text());
            assertEquals(3, server.times("broke").size());
            assertTrue(result.err().contains("'broke' was given up: the provider refuses: "), result.err());
            nothingTellsTheSecret();
        }
    }
}

package dev.smoothie.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the server of the assembled distribution: its choices are those of {@code route}. */
class ServeIT {
    private static final Path EXAMPLES = Launched.HOME.resolve("examples");

    @TempDir
    Path work;

    private final HttpClient client = HttpClient.newHttpClient();

    private Launched smoothie(String... args) throws Exception {
        return Launched.smoothie(work, Launched.withoutCard(work), List.of(args)).good();
    }

    /** The model that each line of a file of routes names. */
    private static List<String> models(Path routes) throws Exception {
        return Files.readAllLines(routes).stream().map(line -> Json.of(line).get("model").text()).toList();
    }

    private String asked(Served server, String model, String input) throws Exception {
        String body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(model,
                input.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v1/chat/completions".formatted(server.port())))
                        .POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.headers().firstValue("x-smoothie-model").orElseThrow();
    }

    /** Generators that answer from one of the examples; the first in its first line are the dearest. */
    private void models(String file) throws Exception {
        Path samples = EXAMPLES.resolve(file);
        var yaml = new StringBuilder();
        double price = 16;
        for (Object name : ((Map<?, ?>) Json.of(Files.readAllLines(samples).getFirst()).get("generations").value())
                .keySet()) {
            yaml.append(
                    "- {name: %s, plugin: replay, options: {file: \"%s\", generator: %s}, price: {input: 0, output: %s}}%n"
                            .formatted(name, samples, name, price));
            price /= 2;
        }
        Files.writeString(work.resolve("models.yaml"), yaml);
    }

    @Test
    void itsChoicesAreThoseOfRoute() throws Exception {
        String questions = EXAMPLES.resolve("questions.jsonl").toString();
        models("questions.jsonl");
        smoothie("fit", questions, "-o", "state", "--prices", "models.yaml");
        smoothie("route", questions, "--fitted", "state", "-o", "fitted.jsonl");
        smoothie("route", questions, "--method", "consensus", "-o", "consensus.jsonl");
        Served server = Served.start(work, "--fitted", "state", "--log", "--record", "record.jsonl");
        var best = new ArrayList<String>();
        var panel = new ArrayList<String>();
        try {
            for (String line : Files.readAllLines(Path.of(questions))) {
                String input = Json.of(line).get("input").text();
                best.add(asked(server, "smoothie", input));
                panel.add(asked(server, "smoothie:panel", input));
            }
            asked(server, "smoothie:cascade", Json.of(Files.readAllLines(Path.of(questions)).getFirst()).get("input")
                    .text());
        } finally {
            server.end();
        }
        assertEquals(models(work.resolve("fitted.jsonl")), best);
        assertEquals(models(work.resolve("consensus.jsonl")), panel);
        List<String> recorded = Files.readAllLines(work.resolve("record.jsonl"));
        assertEquals(2 * best.size() + 1, recorded.size());
        smoothie("fit", "--add", "record.jsonl", "--fitted", "state", "-o", "state");
        // What was asked and answered is in the record, and nowhere else.
        String printed = Files.readString(server.err()) + Files.readString(server.out());
        assertEquals(2 * best.size() + 1, Files.readAllLines(server.out()).size());
        assertFalse(printed.contains("How much sleep does an adult need"), printed);
        assertFalse(printed.contains("seven to nine hours"), printed);
    }

    @Test
    void aPanelOfAnswersVotes() throws Exception {
        String answers = EXAMPLES.resolve("answers.jsonl").toString();
        models("answers.jsonl");
        smoothie("fit", answers, "--view", "answer", "-o", "state");
        smoothie("route", answers, "--view", "answer", "--method", "vote", "-o", "vote.jsonl");
        Served server = Served.start(work, "--fitted", "state");
        var panel = new ArrayList<String>();
        try {
            for (String line : Files.readAllLines(Path.of(answers)).subList(0, 20)) {
                panel.add(asked(server, "smoothie:panel", Json.of(line).get("input").text()));
            }
        } finally {
            server.end();
        }
        assertEquals(models(work.resolve("vote.jsonl")).subList(0, 20), panel);
    }

    /** Native libraries stay in memory each time that they are loaded, and a server runs for months. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aStateThatIsLoadedAgainLoadsNoLibraryAgain() throws Exception {
        models("questions.jsonl");
        smoothie("fit", EXAMPLES.resolve("questions.jsonl").toString(), "-o", "state");
        Served server = Served.start(work, "--fitted", "state");
        try {
            List<String> before = tokenizers(server);
            assertEquals(1, before.size());
            for (int time = 1; time <= 3; time++) {
                new ProcessBuilder("kill", "-HUP", Long.toString(server.process().pid())).start().waitFor();
                while (server.process().isAlive() && loadedAgain(server) < time) {
                    Thread.sleep(50);
                }
            }
            assertEquals(3, loadedAgain(server));
            assertEquals(before, tokenizers(server));
        } finally {
            server.end();
        }
    }

    private static long loadedAgain(Served server) throws Exception {
        return Files.readString(server.err()).lines().filter("the fitted state was loaded again"::equals).count();
    }

    /** The files of the tokenizer's library that a process has in its memory. */
    private static List<String> tokenizers(Served server) throws Exception {
        return Files.readAllLines(Path.of("/proc/%d/maps".formatted(server.process().pid()))).stream()
                .filter(line -> line.contains("libtokenizers")).map(line -> line.substring(line.indexOf('/')))
                .distinct().toList();
    }

    @Test
    void whatDoesNotFitIsSaidAtOnce() throws Exception {
        models("questions.jsonl");
        Launched none = Launched.smoothie(work, Map.of(), List.of("serve", "--fitted", "none", "--models",
                "models.yaml"));
        assertEquals(1, none.code());
        assertTrue(none.err().contains("none: there is no such folder; make a fitted state with: smoothie fit"),
                none.err());
        Launched address = Launched.smoothie(work, Map.of(), List.of("serve", "--fitted", "none", "--models",
                "models.yaml", "--listen", "8080"));
        assertEquals(2, address.code());
        assertTrue(address.err().contains("--listen must be HOST:PORT"), address.err());
    }
}

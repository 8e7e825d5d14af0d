package dev.smoothie.soak;

import dev.smoothie.soak.Distribution.Started;
import dev.smoothie.soak.Provider.Asked;
import dev.smoothie.soak.Script.Act;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs {@code generate}, and now and then {@code route --models}, round after round: each is killed at random and
 * started again until it has ended by itself. Then all that was asked is compared with the journal as it was when each
 * process began. For one thread.
 */
final class Generating {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> MODELS = List.of("one", "two", "three");
    private static final String LIMITS = "concurrency: 6\n  backoff: 20ms\n  attempts: 8";
    /** So often is a round killed at most, so that it ends. */
    private static final int MOST_KILLS = 5;
    /** Milliseconds from the first request of a process to its end. */
    private static final int LONGEST_WORK = 4000;
    private static final int LONGEST_SECONDS = 300;

    private final Distribution distribution;
    private final Path folder;
    private final Path cache;
    private final Script script;
    private final Provider provider;
    private final RandomGenerator random;
    private final Findings findings;
    private final Counts counts = new Counts();

    /** What the table says. */
    static final class Counts {
        int rounds;
        int routed;
        int killed;
        int stopped;
        long wanted;
        long right;
        long refused;
        long requests;
        long answered;
        long again;
        long twice;
        long lost;
    }

    /** A round: its files, and what each of its processes found in the journal when it began. */
    private record Round(String name, Path folder, List<String> prompts, boolean routes,
            Map<String, Set<String>> known) {
        Path output() {
            return folder.resolve("outputs.jsonl");
        }

        Path journal() {
            return folder.resolve("outputs.jsonl.journal");
        }
    }

    Generating(Distribution distribution, Path folder, Path cache, Script script, RandomGenerator random,
            Findings findings) throws IOException {
        this.distribution = distribution;
        this.folder = folder;
        this.cache = cache;
        this.script = script;
        this.provider = new Provider(script);
        this.random = random;
        this.findings = findings;
    }

    Counts counts() {
        return counts;
    }

    /** Goes on until a time of {@link System#nanoTime}, and ends the last round. */
    void run(long end) throws IOException, InterruptedException {
        try (provider) {
            while (System.nanoTime() < end) {
                Round round = begin();
                turns(round, end);
                judge(round);
            }
        }
    }

    private Round begin() throws IOException {
        counts.rounds++;
        boolean routes = counts.rounds % 4 == 0;
        counts.routed += routes ? 1 : 0;
        String name = "round-" + counts.rounds;
        Path files = Distribution.folder(folder.resolve(name));
        var prompts = new ArrayList<String>();
        var lines = new StringBuilder();
        int count = routes ? 40 : 150 + random.nextInt(250);
        for (int i = 0; i < count; i++) {
            prompts.add("question %d of %s".formatted(i, name));
            lines.append("{\"id\": \"%d\", \"input\": \"%s\"}%n".formatted(i, prompts.getLast()));
        }
        Files.writeString(files.resolve("prompts.jsonl"), lines);
        var yaml = new StringBuilder();
        MODELS.forEach(model -> yaml.append(provider.entry(model, LIMITS)));
        Files.writeString(files.resolve("models.yaml"), yaml);
        return new Round(name, files, prompts, routes, new HashMap<>());
    }

    /** Starts a round's command again and again, until it has ended by itself. */
    private void turns(Round round, long end) throws IOException, InterruptedException {
        List<String> command = round.routes
                ? List.of("route", "prompts.jsonl", "--models", "models.yaml", "--generations", "outputs.jsonl", "-o",
                        "routes.jsonl")
                : List.of("generate", "prompts.jsonl", "--models", "models.yaml", "-o", "outputs.jsonl");
        for (int turn = 0;; turn++) {
            String process = round.name + "." + turn;
            round.known.put(process, journal(round));
            Started started = distribution.start(round.folder, "turn-" + turn, cache, process, command);
            boolean mayKill = turn < MOST_KILLS && System.nanoTime() < end;
            if (mayKill
                    ? endsBeforeItIsKilled(started.process(), process)
                    : started.process().waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                if (started.process().exitValue() != 0) {
                    findings.add("%s failed by itself: %s".formatted(process, started.said()));
                }
                return;
            }
            if (!mayKill) {
                findings.add("%s did not end within %d s".formatted(process, LONGEST_SECONDS));
                started.process().destroyForcibly().waitFor();
                return;
            }
            kill(started.process());
        }
    }

    /**
     * Waits until a process has asked something, three times of four, and a while longer. Returns whether it has ended.
     */
    private boolean endsBeforeItIsKilled(Process process, String name) throws InterruptedException {
        boolean atWork = random.nextInt(4) > 0;
        while (atWork && !provider.knows(name)) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return process.waitFor(random.nextInt(LONGEST_WORK), TimeUnit.MILLISECONDS);
    }

    private void kill(Process process) throws InterruptedException {
        Kill kill = Kill.draw(random);
        counts.killed += kill == Kill.AT_ONCE ? 1 : 0;
        counts.stopped += kill == Kill.GENTLY ? 1 : 0;
        kill.send(process);
        process.waitFor();
    }

    /** The keys of the outcomes in a journal; a last line without an end is none. */
    private Set<String> journal(Round round) throws IOException {
        var keys = new HashSet<String>();
        if (!Files.exists(round.journal())) {
            return keys;
        }
        String text = Files.readString(round.journal());
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", 0)) {
            if (!line.isEmpty()) {
                JsonNode entry = JSON.readTree(line);
                String key = Provider.answer(entry.get("generator").stringValue(),
                        round.prompts.get(Integer.parseInt(entry.get("sample").stringValue())));
                if (!keys.add(key)) {
                    findings.add("%s: twice in the journal: %s".formatted(round.name, key));
                }
            }
        }
        return keys;
    }

    private void judge(Round round) throws IOException, InterruptedException {
        List<Asked> asked = provider.asked(process -> process.startsWith(round.name + "."));
        counts.requests += asked.size();
        counts.answered += asked.stream().filter(Asked::answered).count();
        var answeredBy = new HashMap<String, Asked>();
        asked.stream().sorted((one, other) -> Long.compare(one.arrived(), other.arrived())).forEach(request -> {
            Asked before = answeredBy.get(request.key());
            if (round.known.get(request.process()).contains(request.key())) {
                counts.twice++;
                findings.add("asked again though it was in the journal, by %s: %s".formatted(request.process(),
                        request.key()));
            } else if (before != null && before.process().equals(request.process())
                    && before.ended() < request.arrived()) {
                counts.twice++;
                findings.add("asked twice by %s: %s".formatted(request.process(), request.key()));
            } else if (before != null && request.answered()) {
                counts.again++; // the answer was under way, or on its way to the journal, when the process was killed
            }
            if (request.answered()) {
                answeredBy.put(request.key(), request);
            }
        });
        outputs(round);
    }

    private void outputs(Round round) throws IOException {
        List<String> lines = Files.exists(round.output()) ? Files.readAllLines(round.output()) : List.of();
        for (int i = 0; i < round.prompts.size(); i++) {
            JsonNode outputs = i < lines.size() ? JSON.readTree(lines.get(i)).get("generations") : null;
            for (String model : MODELS) {
                counts.wanted++;
                JsonNode output = outputs == null ? null : outputs.get(model);
                String text = output == null ? null : output.stringValue(null);
                boolean refused = script.act(model, round.prompts.get(i), 1) == Act.REFUSE;
                if (refused && text == null) {
                    counts.refused++;
                } else if (Provider.answer(model, round.prompts.get(i)).equals(text)) {
                    counts.right++;
                } else {
                    counts.lost++;
                    findings.add("%s: the output of %s to prompt %d is %s".formatted(round.name, model, i, output));
                }
            }
        }
        if (round.routes && (!Files.exists(round.folder.resolve("routes.jsonl"))
                || Files.readAllLines(round.folder.resolve("routes.jsonl")).size() != round.prompts.size())) {
            findings.add("%s: not every sample has a route".formatted(round.name));
        }
    }
}

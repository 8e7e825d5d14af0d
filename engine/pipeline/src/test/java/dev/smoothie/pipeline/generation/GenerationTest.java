package dev.smoothie.pipeline.generation;

import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class GenerationTest {
    private static final Limits QUICK = new Limits(4, OptionalDouble.empty(), 5, Duration.ofMillis(2),
            Duration.ofMillis(200));

    @TempDir
    Path folder;

    private static Generator generator(String name, Limits limits, ScriptedModel model) {
        return generator(name, "{input}", Map.of(), limits, model);
    }

    private static Generator generator(String name, String prompt, Map<String, Object> options, Limits limits,
            ScriptedModel model) {
        var spec = new GeneratorSpec(name, "p", options, new Template(prompt), Optional.empty(),
                name.equals("free") ? Optional.empty() : Optional.of(new Price(1, 2)), limits);
        return Generator.of(spec, Option.list(Option.text("kind", ""), Option.text("key", "").incidental()), model);
    }

    private List<GeneratorReport> run(String samples, Generator... generators) throws IOException {
        return run(samples, Selection.ALL, true, generators).orElseThrow();
    }

    private Optional<List<GeneratorReport>> run(String samples, Selection selection, boolean failuresCount,
            Generator... generators) throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.jsonl"), samples);
        Path output = folder.resolve("out.jsonl");
        try (SampleSource source = SampleSource.of(List.of(prompts.toString()));
                Generation generation = Generation.open(Dataset.scan(source), List.of(generators), selection,
                        Generation.journalOf(output), failuresCount)) {
            Optional<List<GeneratorReport>> reports = generation.run(Watcher.NONE);
            if (reports.isPresent()) {
                try (OutputFile out = OutputFile.at(output)) {
                    generation.write(out);
                    out.commit();
                }
            }
            return reports;
        }
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("out.jsonl"));
    }

    private static String samples(int count) {
        var lines = new StringBuilder();
        IntStream.range(0, count).forEach(i -> lines.append("{\"id\": \"q%d\", \"input\": \"t%d\"}%n".formatted(i, i)));
        return lines.toString();
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "q" + i).sorted().toList();
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    @Test
    void everyOutputIsAskedForOnceAndWrittenInOrder() throws IOException {
        ScriptedModel a = ScriptedModel.loud();
        ScriptedModel free = ScriptedModel.loud();
        List<GeneratorReport> reports = run(
                "{\"id\": 7, \"input\": \"x\", \"reference\": [\"r\"], \"dataset\": \"d\"}\n{\"input\": \"y\"}\n",
                generator("a", QUICK, a), generator("free", "{id}: {input}", Map.of(), QUICK, free));
        // 10 tokens at 1 and 5 at 2 for a million.
        assertEquals(
                """
                        {"id":7,"input":"x","dataset":"d","reference":["r"],"generations":{"a":"X","free":"7: X"},"cost":{"a":2.0E-5}}
                        {"id":2,"input":"y","generations":{"a":"Y","free":"2: Y"},"cost":{"a":2.0E-5}}
                        """,
                output());
        assertEquals(List.of("2", "7"), sorted(a.asked()));
        assertEquals(List.of("2", "7"), sorted(free.asked()));
        GeneratorReport report = reports.getFirst();
        assertEquals(2, report.done());
        assertEquals(20, report.inputTokens());
        assertEquals(10, report.outputTokens());
        assertEquals(4e-5, report.cost().orElseThrow(), 1e-15);
        assertTrue(report.counted() && report.latency().orElseThrow().p50() > 0);
        assertEquals(Optional.empty(), reports.get(1).cost());
    }

    @Test
    void tokensThatNobodyCountsAreEstimatedByLength() throws IOException {
        GeneratorReport report = run(samples(1),
                generator("a", QUICK, new ScriptedModel((_, _) -> Completion.of("12345")))).getFirst();
        assertEquals(1, report.inputTokens()); // t0
        assertEquals(2, report.outputTokens());
        assertFalse(report.counted());
    }

    @Test
    void whatMayHelpIsRepeatedAndNothingIsLost() throws IOException {
        List<Kind> kinds = Arrays.stream(Kind.values()).filter(Kind::isTransient).toList();
        var model = new ScriptedModel((prompt, time) -> {
            if (time <= prompt.text().hashCode() % 4) {
                throw ScriptedModel.failure(kinds.get((prompt.text().hashCode() + time) % kinds.size()));
            }
            return Completion.of(prompt.text());
        });
        GeneratorReport report = run(samples(40), generator("a", QUICK, model)).getFirst();
        assertEquals(40, report.done());
        assertEquals(ids(40), sorted(List.copyOf(new HashSet<>(model.asked()))));
        long expected = IntStream.range(0, 40).map(i -> 1 + ("t" + i).hashCode() % 4).sum();
        assertEquals(expected, model.asked().size());
        assertEquals(expected, report.requests());
    }

    @Test
    void whatFailsForGoodIsNullWithItsReasonAndIsNotAskedAgain() throws IOException {
        var model = new ScriptedModel((prompt, _) -> switch (prompt.text()) {
            case "t1" -> throw ScriptedModel.failure(Kind.REJECTED);
            case "t2" -> throw ScriptedModel.failure(Kind.GARBLED);
            case "t3" -> throw ScriptedModel.failure(Kind.REJECTED);
            default -> Completion.of("ok");
        });
        Generator generator = generator("free", QUICK, model);
        GeneratorReport report = run(samples(5), generator).getFirst();
        assertEquals(2, report.done());
        assertEquals(3, report.failed());
        assertEquals("""
                {"id":"q0","input":"t0","generations":{"free":"ok"}}
                {"id":"q1","input":"t1","generations":{"free":null},"errors":{"free":"no luck"}}
                {"id":"q2","input":"t2","generations":{"free":null},"errors":{"free":"5 attempts, at last: no luck"}}
                {"id":"q3","input":"t3","generations":{"free":null},"errors":{"free":"no luck"}}
                {"id":"q4","input":"t4","generations":{"free":"ok"}}
                """, output());
        assertEquals(1 + 1 + 5 + 1 + 1, model.asked().size());
        String before = output();
        assertEquals(0, run(samples(5), generator).getFirst().requests());
        assertEquals(before, output());
        assertEquals(1 + 5 + 1, run(samples(5), Selection.ALL, false, generator).orElseThrow().getFirst().requests());
    }

    @Test
    void noMoreAreUnderWayThanAllowed() throws IOException {
        var together = new CountDownLatch(3);
        var model = new ScriptedModel((prompt, _) -> {
            together.countDown();
            try {
                together.await();
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Completion.of(prompt.text());
        });
        run(samples(60), generator("a", new Limits(3, OptionalDouble.empty(), 5, Duration.ofMillis(1),
                Duration.ofSeconds(1)), model));
        assertEquals(3, model.mostUnderWay());
    }

    /** No window has more requests than the rate allows, except for the one that opens it. */
    @Test
    void theRateIsKeptByRepeatedRequestsToo() throws IOException {
        int perSecond = 100;
        var model = new ScriptedModel((prompt, time) -> {
            if (time == 1) {
                throw ScriptedModel.failure(Kind.THROTTLED);
            }
            return Completion.of(prompt.text());
        });
        run(samples(30), generator("a", new Limits(8, OptionalDouble.of(60 * perSecond), 5, Duration.ofMillis(1),
                Duration.ofSeconds(10)), model));
        List<Long> times = model.times();
        assertEquals(60, times.size());
        double window = 0.25;
        for (long from : times) {
            long within = times.stream().filter(time -> time >= from && time - from < window * 1e9).count();
            // One more, because a busy machine delays requests.
            assertTrue(within <= perSecond * window + 2, () -> within + " in " + window + " s");
        }
    }

    @Test
    void theProviderIsLeftAloneAsLongAsItAsks() throws IOException {
        var model = new ScriptedModel((prompt, time) -> {
            if (prompt.text().equals("t0") && time == 1) {
                throw ScriptedModel.throttled(Duration.ofMillis(300));
            }
            return Completion.of(prompt.text());
        });
        run(samples(20), generator("a", new Limits(1, OptionalDouble.empty(), 5, Duration.ofMillis(1),
                Duration.ofSeconds(1)), model));
        List<Long> times = model.times();
        assertEquals(21, times.size());
        assertEquals("q0", model.asked().get(1));
        assertTrue(times.get(1) - times.get(0) >= 300_000_000L, "the second request came too soon");
    }

    @Test
    void aStoppedRunGoesOnWhereItStoppedAndAsksNothingTwice() throws Exception {
        int count = 200;
        var halfway = new CountDownLatch(100);
        ScriptedModel first = new ScriptedModel((prompt, _) -> {
            halfway.countDown();
            return Completion.of(prompt.text());
        });
        ScriptedModel second = ScriptedModel.loud();
        Path prompts = Files.writeString(folder.resolve("prompts.jsonl"), samples(count));
        try (SampleSource source = SampleSource.of(List.of(prompts.toString()));
                Generation generation = Generation.open(Dataset.scan(source), List.of(generator("a", QUICK, first)),
                        Selection.ALL, folder.resolve("out.jsonl.journal"), true)) {
            Thread stopper = Thread.ofVirtual().start(() -> {
                try {
                    halfway.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                assertTrue(generation.stop(Duration.ofSeconds(30)));
            });
            assertEquals(Optional.empty(), generation.run(Watcher.NONE));
            stopper.join();
        }
        int before = first.asked().size();
        assertTrue(before >= 100 && before < count, "stopped after " + before);
        GeneratorReport report = run(samples(count), generator("a", QUICK, second)).getFirst();
        assertEquals(count, report.done());
        assertEquals(before, report.recalled());
        var all = new ArrayList<>(first.asked());
        all.addAll(second.asked());
        assertEquals(ids(count), sorted(all));
    }

    @Test
    void onlyWhatChangesAnswersIsAskedAgain() throws IOException {
        run(samples(3), generator("a", "{input}", Map.of("kind", "x", "key", "1"), QUICK, ScriptedModel.loud()));
        ScriptedModel sameKind = ScriptedModel.loud();
        run(samples(3), generator("a", "{input}", Map.of("kind", "x", "key", "2"), QUICK, sameKind));
        assertEquals(List.of(), sameKind.asked());
        ScriptedModel otherSample = ScriptedModel.loud();
        run(samples(3).replace("t1", "T1"), generator("a", "{input}", Map.of("kind", "x"), QUICK, otherSample));
        assertEquals(List.of("q1"), otherSample.asked());
        ScriptedModel otherKind = ScriptedModel.loud();
        GeneratorReport report = run(samples(3), generator("a", "{input}", Map.of("kind", "y"), QUICK, otherKind))
                .getFirst();
        assertEquals(ids(3), sorted(otherKind.asked()));
        assertEquals(4, report.stale());
        ScriptedModel otherPrompt = ScriptedModel.loud();
        run(samples(4), generator("a", "{input}!", Map.of("kind", "y"), QUICK, otherPrompt));
        assertEquals(ids(4), sorted(otherPrompt.asked()));
        assertTrue(output().contains("\"a\":\"T3!\""), output());
    }

    @Test
    void aGeneratorThatIsRefusedIsGivenUpAndTheOthersGoOn() throws IOException {
        var denied = new ScriptedModel((_, _) -> {
            throw ScriptedModel.failure(Kind.DENIED);
        });
        ScriptedModel good = ScriptedModel.loud();
        List<GeneratorReport> reports = run(samples(50), generator("bad", QUICK, denied),
                generator("free", QUICK, good));
        assertTrue(denied.asked().size() <= 2 + QUICK.concurrency(), denied.asked().toString());
        assertEquals(50, reports.getFirst().unasked());
        assertEquals(Optional.of("the provider refuses: no luck"), reports.getFirst().givenUp());
        assertEquals(50, reports.get(1).done());
        assertTrue(output().contains("{\"bad\":\"not asked: the provider refuses: no luck\"}"), output());
        ScriptedModel repaired = ScriptedModel.loud();
        run(samples(50), generator("bad", QUICK, repaired), generator("free", QUICK, good));
        assertEquals(ids(50), sorted(repaired.asked()));
        assertEquals(50, good.asked().size());
    }

    /**
     * A quota that is used up says nothing about prompts: none of them has failed, and they are asked on another day.
     */
    @Test
    void aGeneratorThatAsksForTooLongAWaitIsGivenUpAndAskedInTheNextRun() throws IOException {
        var model = new ScriptedModel((prompt, _) -> {
            if (!prompt.text().equals("t0")) {
                throw ScriptedModel.throttled(Duration.ofDays(1));
            }
            return Completion.of(prompt.text());
        });
        var one = new Limits(1, OptionalDouble.empty(), 5, Duration.ofMillis(1), Duration.ofSeconds(1));
        GeneratorReport report = run(samples(50), generator("a", one, model)).getFirst();
        assertEquals(List.of("q0", "q1"), model.asked());
        assertEquals(1, report.done());
        assertEquals(0, report.failed());
        assertEquals(49, report.unasked());
        assertEquals(Optional.of("the provider asks to be left alone for 86400 s: slow down"), report.givenUp());
        ScriptedModel later = ScriptedModel.loud();
        assertEquals(50, run(samples(50), generator("a", one, later)).getFirst().done());
        assertEquals(49, later.asked().size());
    }

    @Test
    void aGeneratorThatAnswersNothingIsGivenUpSoonAndTheOthersGoOn() throws IOException {
        var dead = new ScriptedModel((_, _) -> {
            throw ScriptedModel.failure(Kind.CONNECTION);
        });
        List<GeneratorReport> reports = run(samples(400), generator("dead", QUICK, dead),
                generator("a", QUICK, ScriptedModel.loud()));
        assertEquals(Optional.of("it has not answered for 0 s; the last time: no luck"), reports.getFirst().givenUp());
        // Without the circuit breaker it would be 400 outputs with 5 attempts each.
        assertTrue(dead.asked().size() < 400, "asked " + dead.asked().size());
        assertEquals(400, reports.getFirst().failed() + reports.getFirst().unasked());
        assertTrue(reports.getFirst().unasked() > 300, reports.toString());
        assertEquals(400, reports.get(1).done());
    }

    @Test
    void anOutageThatEndsLosesNothing() throws IOException {
        long end = System.nanoTime() + 400_000_000L;
        var model = new ScriptedModel((prompt, _) -> {
            if (System.nanoTime() < end) {
                throw ScriptedModel.failure(Kind.UNAVAILABLE);
            }
            return Completion.of(prompt.text());
        });
        GeneratorReport report = run(samples(100), generator("a",
                new Limits(8, OptionalDouble.empty(), 50, Duration.ofMillis(5), Duration.ofSeconds(30)), model))
                .getFirst();
        assertEquals(100, report.done());
    }

    @Test
    void onlyWhatIsWantedIsAskedForAndWritten() throws IOException {
        ScriptedModel a = ScriptedModel.loud();
        ScriptedModel b = ScriptedModel.loud();
        run(samples(4), (sample, generator) -> sample % 2 == generator, true, generator("free", QUICK, a),
                generator("b", QUICK, b));
        assertEquals(List.of("q0", "q2"), sorted(a.asked()));
        assertEquals(List.of("q1", "q3"), sorted(b.asked()));
        assertTrue(output().startsWith("{\"id\":\"q0\",\"input\":\"t0\",\"generations\":{\"free\":\"T0\"}}\n"),
                output());
    }

    @Test
    void fieldsOfSamplesAreFilledInAndOneThatIsMissingFailsBeforeAnythingIsAsked() throws IOException {
        ScriptedModel model = ScriptedModel.loud();
        Generator generator = generator("a", "{context} {n} {input}", Map.of(), QUICK, model);
        String good = "{\"id\": 1, \"context\": \"c\", \"n\": 3, \"input\": \"i\"}\n";
        run(good, generator);
        assertTrue(output().contains("\"a\":\"C 3 I\""), output());
        String message = assertThrows(SmoothieException.class,
                () -> run(good.replace("i\"}", "j\"}") + "{\"id\": 2, \"n\": 3, \"input\": \"i\"}\n", generator))
                .getMessage();
        assertTrue(message.contains(
                "prompts.jsonl:2: sample 2 has no text, number or truth value \"context\", and the prompt of generator 'a' asks for {context}"),
                message);
        assertEquals(List.of("1"), model.asked());
    }

    @Test
    void aPluginThatFailsInItsOwnWayIsAFailureOfTheOutput() throws IOException {
        var model = new ScriptedModel((_, _) -> {
            throw new IllegalStateException("bug");
        });
        GeneratorReport report = run(samples(2), generator("a", QUICK, model)).getFirst();
        assertEquals(2, report.failed());
        assertTrue(output().contains("the plugin failed: java.lang.IllegalStateException: bug"), output());
    }

    /** What was asked stands for an input that is not there, and the names that samples have are kept. */
    @Test
    void promptsKeepTheirFieldsAndTheirIds() throws IOException {
        String prompts = """
                {"uid": "u0", "question": "x", "tags": ["t", 1], "generations": {"old": "o"}, "scores": {"old": 1}}
                {"uid": "u1", "question": "y", "reasoning": {"old": "r"}}
                """;
        run(prompts, generator("free", "Say {question}", Map.of(), QUICK, ScriptedModel.loud()),
                generator("free2", "{question}", Map.of(), QUICK, new ScriptedModel((_, _) -> Completion.of("ok"))));
        assertEquals(
                """
                        {"id":"u0","input":"Say x","uid":"u0","question":"x","tags":["t",1],"generations":{"free":"SAY X","free2":"ok"},"cost":{"free2":NUMBER}}
                        {"id":"u1","input":"Say y","uid":"u1","question":"y","generations":{"free":"SAY Y","free2":"ok"},"cost":{"free2":NUMBER}}
                        """,
                output().replaceAll("(?<=free2\":)[0-9.E-]+", "NUMBER"));
        run(prompts.replace("u1", "u0"), generator("free", "{question}", Map.of(), QUICK, ScriptedModel.loud()));
        assertTrue(output().startsWith("{\"id\":1,\"input\":\"x\",\"uid\":\"u0\""), output());
    }
}

package dev.smoothie.pipeline;

import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Method;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Fitted states: what they hold, that they route as their samples do, and how they fail. */
class FitTest {
    private static final Resources TEXTS = Resources.standard().withBackend("scalar").withCache(Optional.empty());
    private static final Resources ANSWERS = TEXTS.comparing(Comparison.EQUALITY);
    private static final int D = 4;
    private static final int NONE = -1;
    private static final List<String> ANIMALS = List.of("ant", "bee", "cat", "dog");

    @TempDir
    Path folder;

    /**
     * A set of samples: an answer, a small number, of each generator, repeat and sample, or {@link #NONE}; costs; and
     * vectors of inputs and outputs.
     */
    private record Set(List<String> generators, int[][][] answers, float[][] inputs, float[][][][] outputs) {

        static Set of(long seed, int size, int repeats, List<String> generators) {
            var random = new Random(seed);
            int m = generators.size();
            var set = new Set(generators, new int[size][repeats][m], new float[size][D],
                    new float[size][repeats][m][D]);
            for (int s = 0; s < size; s++) {
                fill(set.inputs[s], random, 1);
                for (int r = 0; r < repeats; r++) {
                    for (int i = 0; i < m; i++) {
                        boolean right = random.nextDouble() < 0.9 - 0.2 * i;
                        set.answers[s][r][i] = random.nextInt(8) == 0 ? NONE : right ? 7 : random.nextInt(20);
                        fill(set.outputs[s][r][i], random, set.answers[s][r][i] == NONE ? Float.NaN : 0.3f + 0.2f * i);
                    }
                }
            }
            return set;
        }

        private static void fill(float[] vector, Random random, float deviation) {
            for (int c = 0; c < vector.length; c++) {
                vector[c] = deviation * (float) random.nextGaussian();
            }
        }

        private String line(String prefix, int sample) {
            var outputs = new ArrayList<String>();
            var costs = new ArrayList<String>();
            for (int i = 0; i < generators.size(); i++) {
                int generator = i;
                String repeats = IntStream.range(0, answers[sample].length).map(r -> answers[sample][r][generator])
                        .mapToObj(answer -> answer == NONE ? "null" : "\"" + answer + "\"").toList().toString();
                outputs.add("\"%s\": %s".formatted(generators.get(i), repeats));
                costs.add("\"%s\": %d".formatted(generators.get(i), 1 << (generators.size() - i)));
            }
            return "{\"id\": \"%s%d\", \"input\": \"what\", \"generations\": {%s}, \"cost\": {%s}}".formatted(prefix,
                    sample, String.join(", ", outputs), String.join(", ", costs));
        }

        /** Writes the set; the columns of the outputs are {@code columns}, those without outputs NaN. */
        Sources write(Path folder, String name, int repeats, List<String> columns) throws IOException {
            Path file = folder.resolve(name + ".jsonl");
            Files.write(file, IntStream.range(0, answers.length).mapToObj(sample -> line(name, sample)).toList());
            try (Arena arena = Arena.ofShared()) {
                Npy.write(folder.resolve(name + ".x.npy"), new long[]{inputs.length, D},
                        Embeddings.copyOf(arena, inputs));
                float[][] rows = Stream.of(outputs).flatMap(sample -> IntStream.range(0, repeats).boxed()
                        .flatMap(r -> columns.stream().map(generator -> row(sample, r, generator))))
                        .toArray(float[][]::new);
                long[] shape = repeats == 1
                        ? new long[]{inputs.length, columns.size(), D}
                        : new long[]{inputs.length, repeats, columns.size(), D};
                Npy.write(folder.resolve(name + ".l.npy"), shape, Embeddings.copyOf(arena, rows));
            }
            return new Sources(List.of(file.toString()), Optional.of(folder.resolve(name + ".x.npy")),
                    Optional.of(folder.resolve(name + ".l.npy")));
        }

        Sources write(Path folder, String name) throws IOException {
            return write(folder, name, answers[0].length, generators);
        }

        private float[] row(float[][][] sample, int repeat, String generator) {
            int i = generators.indexOf(generator);
            float[] nothing = {Float.NaN, Float.NaN, Float.NaN, Float.NaN};
            return i < 0 || repeat >= sample.length ? nothing : sample[repeat][i];
        }
    }

    /** Answers are compared by their texts, so there are no vectors of them. */
    private static Sources inputsOnly(Sources sources) {
        return new Sources(sources.files(), sources.inputEmbeddings(), Optional.empty());
    }

    private Route route(Resources resources, Sources samples, Optional<Sources> training, Method method,
            Pricing pricing) {
        return new Route(resources, samples, training, Optional.empty(), MethodPlan.of(method), pricing,
                new FamilyPlan.Found(), Optional.empty(), false);
    }

    private static void assertSame(Route one, Route other) {
        try (RouteResult a = one.run(Listener.SILENT).orElseThrow();
                RouteResult b = other.run(Listener.SILENT).orElseThrow()) {
            String label = a.routing().method().label();
            assertArrayEquals(a.routing().routes(), b.routing().routes(), label);
            assertArrayEquals(a.costs().perInput(), b.costs().perInput(), label);
            for (int sample = 0; sample < a.routing().routes().length; sample++) {
                assertArrayEquals(a.routing().errors(sample), b.routing().errors(sample), label);
            }
        }
    }

    @Test
    void aStateRoutesAsItsSamplesDo() throws IOException {
        Sources training = Set.of(1, 80, 2, ANIMALS).write(folder, "t");
        Sources others = Set.of(2, 30, 1, ANIMALS).write(folder, "o");
        Path state = folder.resolve("state");
        Fit.of(TEXTS, training, state).run(Listener.SILENT);
        for (Method method : List.of(new Method.Global(), new Method.Local(6), new Method.Consensus(OptionalInt.of(6)),
                new Method.Posterior(OptionalInt.empty()),
                new Method.Shrunk(OptionalInt.empty(), new FamilyChoice.Found()))) {
            for (Pricing pricing : List.of(Pricing.NONE,
                    new Pricing(Optional.of(new CostLimit.Weight(2e-5)), Map.of()),
                    new Pricing(Optional.of(new CostLimit.Budget(9000)), Map.of()))) {
                assertSame(route(TEXTS, others, Optional.of(training), method, pricing),
                        route(TEXTS, others, Optional.empty(), method, pricing).withFitted(state));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsAddedEqualsWhatIsFittedAtOnce(long seed) throws IOException {
        var random = new Random(seed);
        boolean answers = seed % 2 == 0;
        Resources resources = answers ? ANSWERS : TEXTS;
        List<String> other = List.of(List.of("ant", "bee", "cat", "dog"), List.of("dog", "cat", "ant"),
                List.of("eel", "ant", "fox", "bee")).get(random.nextInt(3));
        Set first = Set.of(seed, 20 + random.nextInt(30), 1 + random.nextInt(2), ANIMALS);
        Set second = Set.of(seed + 100, 5 + random.nextInt(40), 1 + random.nextInt(3), other);
        Sources one = first.write(folder, "a");
        Sources two = second.write(folder, "b");
        List<String> all = Stream.concat(ANIMALS.stream(), other.stream()).distinct().toList();
        int repeats = Math.max(first.answers[0].length, second.answers[0].length);
        Sources both = together(first, second, repeats, all);
        Path old = folder.resolve("old");
        Path added = folder.resolve("added");
        Path once = folder.resolve("once");
        Fit.of(resources, answers ? inputsOnly(one) : one, old).run(Listener.SILENT);
        Fit.of(resources, answers ? inputsOnly(two) : two, added).addingTo(old).run(Listener.SILENT);
        Fit.of(resources, answers ? inputsOnly(both) : both, once).run(Listener.SILENT);
        FittedManifest left = FittedState.manifest(added);
        FittedManifest right = FittedState.manifest(once);
        assertEquals(right.generators(), left.generators());
        assertEquals(right.files(), left.files(), "the same bytes");
        assertArrayEquals(right.distances().error(), left.distances().error());
        assertArrayEquals(right.costs().perInput(), left.costs().perInput(), 1e-12);
        assertArrayEquals(right.lengths(), left.lengths(), 1e-12);
        assertEquals(answers, left.votes().isPresent());
        if (answers) {
            assertArrayEquals(right.votes().get().shares(), left.votes().get().shares());
            assertArrayEquals(right.votes().get().accuracies(), left.votes().get().accuracies());
        }
    }

    private Sources together(Set first, Set second, int repeats, List<String> all) throws IOException {
        first.write(folder, "c", repeats, all);
        second.write(folder, "d", repeats, all);
        Path file = folder.resolve("both.jsonl");
        Files.write(file, Stream.concat(Files.readAllLines(folder.resolve("a.jsonl")).stream(),
                Files.readAllLines(folder.resolve("b.jsonl")).stream()).toList());
        try (Arena arena = Arena.ofShared()) {
            for (String part : List.of("x", "l")) {
                Npy one = Npy.map(folder.resolve("c.%s.npy".formatted(part)), arena);
                Npy two = Npy.map(folder.resolve("d.%s.npy".formatted(part)), arena);
                long[] shape = one.shape().clone();
                shape[0] += two.shape()[0];
                float[] row = new float[D];
                long rows = one.embeddings().rows();
                Npy.write(folder.resolve("both.%s.npy".formatted(part)), shape, at -> {
                    (at < rows ? one : two).embeddings().read(at < rows ? at : at - rows, row);
                    return row;
                });
            }
        }
        return new Sources(List.of(file.toString()), Optional.of(folder.resolve("both.x.npy")),
                Optional.of(folder.resolve("both.l.npy")));
    }

    @Test
    void whatIsMissingOrNewIsTold() throws IOException {
        Path state = folder.resolve("state");
        Fit.of(TEXTS, Set.of(1, 20, 1, ANIMALS).write(folder, "a"), state).run(Listener.SILENT);
        var notes = new ArrayList<String>();
        Fit.of(TEXTS, Set.of(2, 20, 1, List.of("ant", "eel", "dog")).write(folder, "b"), state).addingTo(state)
                .run(new Listener() {
                    @Override
                    public void note(String line) {
                        notes.add(line);
                    }
                });
        assertTrue(
                notes.contains("generators that the state did not have: eel; they have no outputs in its 20 samples"),
                notes::toString);
        assertTrue(notes.contains("generators of the state that the added samples do not have: bee, cat"),
                notes::toString);
        assertEquals(40, FittedState.manifest(state).samples(), "the state itself was replaced");
    }

    @Test
    void theRouterAnswersAsTheCommandDoes() throws IOException {
        Sources training = inputsOnly(Set.of(1, 90, 1, ANIMALS).write(folder, "t"));
        Set set = Set.of(2, 40, 1, ANIMALS);
        Sources others = inputsOnly(set.write(folder, "o"));
        Path path = folder.resolve("state");
        Fit.of(ANSWERS, training, path).run(Listener.SILENT);
        var weight = new CostLimit.Weight(3e-6);
        // New inputs have no outputs yet, so every generator may be chosen.
        Files.write(folder.resolve("new.jsonl"), IntStream.range(0, 40).mapToObj("{\"id\": %d}"::formatted).toList());
        Sources inputs = new Sources(List.of(folder.resolve("new.jsonl").toString()), others.inputEmbeddings(),
                Optional.empty());
        try (FittedState state = FittedState.open(path);
                FittedRouter router = FittedRouter.open(state, ANSWERS);
                RouteResult best = Route.of(ANSWERS, inputs).withFitted(path).run(Listener.SILENT).orElseThrow();
                RouteResult cheap = route(ANSWERS, inputs, Optional.empty(), best.routing().method(),
                        new Pricing(Optional.of(weight), Map.of())).withFitted(path).run(Listener.SILENT)
                        .orElseThrow()) {
            assertEquals(new Method.Vote(OptionalInt.of(20), true), best.routing().method());
            for (int s = 0; s < 40; s++) {
                Prediction found = router.predict(set.inputs[s]);
                assertArrayEquals(best.routing().errors(s), found.errors());
                assertArrayEquals(best.routing().quality(s), found.quality());
                assertEquals(20, found.neighbors());
                assertEquals(best.routing().routes()[s], router.choose(found, _ -> true, Preference.BEST));
                assertEquals(cheap.routing().routes()[s],
                        router.choose(found, _ -> true, new Preference(Optional.of(weight))));
                assertEquals(2, router.choose(found, i -> i == 2, Preference.BEST));
                assertEquals(-1, router.choose(found, _ -> false, Preference.budget(9000)));
            }
            String message = assertThrows(SmoothieException.class, () -> router.predict("what")).getMessage();
            assertTrue(message.contains("from a file"), message);
        }
    }

    /** Routes of the fitted samples themselves keep the budget, and spend what can be spent of it. */
    @Test
    void aBudgetIsKeptOverTheSamplesThatWereFitted() throws IOException {
        Set set = Set.of(1, 90, 1, ANIMALS);
        Path path = folder.resolve("state");
        Fit.of(ANSWERS, inputsOnly(set.write(folder, "t")), path).run(Listener.SILENT);
        try (FittedState state = FittedState.open(path); FittedRouter router = FittedRouter.open(state, ANSWERS)) {
            double[] cost = router.costs().perInput();
            assertArrayEquals(new double[]{16, 8, 4, 2}, cost);
            double before = 0;
            for (double budget : new double[]{2.5, 6, 10, 16}) {
                double spent = Stream.of(set.inputs).mapToDouble(input -> cost[router.choose(router.predict(input),
                        _ -> true, Preference.budget(1000 * budget))]).average().orElseThrow();
                assertTrue(spent <= budget + 1e-9, "%s of %s".formatted(spent, budget));
                assertTrue(spent >= before);
                before = spent;
            }
            assertTrue(before > 2.5, "the largest budget is used");
            Prediction any = router.predict(set.inputs[0]);
            assertThrows(CoreException.class, () -> router.choose(any, _ -> true, Preference.budget(1000)));
        }
    }

    @Test
    void outputsAreJudgedAsByVote() throws IOException {
        Set set = Set.of(1, 70, 1, ANIMALS);
        Sources sources = inputsOnly(set.write(folder, "t"));
        Path path = folder.resolve("state");
        Fit.of(ANSWERS, sources, path).run(Listener.SILENT);
        try (FittedState state = FittedState.open(path);
                FittedRouter router = FittedRouter.open(state, ANSWERS);
                RouteResult vote = Route.of(ANSWERS, sources)
                        .withMethod(new Method.Vote(OptionalInt.empty(), true)).run(Listener.SILENT).orElseThrow()) {
            for (int s = 0; s < 70; s++) {
                int sample = s;
                Judged judged = router.judge(IntStream.range(0, 4).mapToObj(i -> set.answers[sample][0][i])
                        .map(answer -> answer == NONE ? Optional.<String>empty() : Optional.of("" + answer)).toList());
                assertArrayEquals(vote.routing().errors(s), judged.errors());
                assertEquals(vote.routing().routes()[s], judged.best());
            }
            assertEquals(-1, router.judge(List.of(Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty())).best());
            assertEquals(1, router.judge(List.of(Optional.empty(), Optional.of(" "), Optional.empty(),
                    Optional.empty())).best(), "a blank output is taken where there is no other");
        }
    }

    @Test
    void theScoreOfAStateIsThatOfItsSamples() throws IOException {
        Sources sources = Set.of(1, 70, 1, ANIMALS).write(folder, "t");
        Path path = folder.resolve("state");
        Fit.of(TEXTS, sources, path).run(Listener.SILENT);
        try (ScoreResult direct = Score.of(TEXTS, sources).run(Listener.SILENT);
                ScoreFitted.Result kept = new ScoreFitted(TEXTS, path, new FamilyPlan.Found(), Optional.empty())
                        .run(Listener.SILENT)) {
            assertArrayEquals(direct.ranking().estimate().error(), kept.ranking().estimate().error());
            assertEquals(direct.ranking().belief().comparisons().ranking(),
                    kept.ranking().belief().comparisons().ranking());
            assertEquals(direct.ranking().belief().signal(), kept.ranking().belief().signal());
        }
    }

    /** A state is read where it lies: no number of it is copied to the heap. */
    @Test
    void filesAreMapped() throws IOException {
        Path path = folder.resolve("state");
        Fit.of(TEXTS, Set.of(1, 70, 1, ANIMALS).write(folder, "t"), path).run(Listener.SILENT);
        try (FittedState state = FittedState.open(path)) {
            assertTrue(state.samples().requireInputs().segment().isMapped());
            assertTrue(state.samples().requireGenerations().vectors().segment().isMapped());
            assertTrue(state.fitted().y().segment().isMapped());
            assertTrue(state.fitted().y().segment().isReadOnly());
            state.check();
        }
    }

    @Test
    void whatFailsLeavesNothing() throws IOException {
        Path path = folder.resolve("state");
        Fit.of(TEXTS, Set.of(1, 70, 1, ANIMALS).write(folder, "t"), path).run(Listener.SILENT);
        FittedManifest before = FittedState.manifest(path);
        Set broken = Set.of(2, 70, 1, ANIMALS);
        broken.answers[69][0][3] = 5;
        broken.outputs[69][0][3][0] = Float.NaN; // found after the vectors have been written
        Sources sources = broken.write(folder, "u");
        List<Path> there = files(folder);
        for (Path target : List.of(path, folder.resolve("new"))) {
            String message = assertThrows(CoreException.class,
                    () -> Fit.of(TEXTS, sources, target).run(Listener.SILENT)).getMessage();
            assertTrue(message.contains("dog") && message.contains("u69"), message);
            assertEquals(there, files(folder));
        }
        assertEquals(before.files(), FittedState.manifest(path).files());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private static void refused(String part, Runnable action) {
        String message = assertThrows(SmoothieException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void whatIsNoStateIsNotReplaced() throws IOException {
        Sources sources = Set.of(1, 20, 1, ANIMALS).write(folder, "t");
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Fit.of(TEXTS, sources, mine).run(Listener.SILENT); // an empty folder may be replaced
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("notes.txt"), "mine");
        refused("no fitted state", () -> Fit.of(TEXTS, sources, full).run(Listener.SILENT));
        refused("a file of that name",
                () -> Fit.of(TEXTS, sources, full.resolve("notes.txt")).run(Listener.SILENT));
        assertEquals("mine", Files.readString(full.resolve("notes.txt")));
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Sources sources = Set.of(1, 20, 1, ANIMALS).write(folder, "t");
        Path state = folder.resolve("state");
        Fit.of(TEXTS, sources, state).run(Listener.SILENT);
        Route route = Route.of(TEXTS, sources).withFitted(state);
        refused("--view first-line is asked for",
                () -> new Route(TEXTS.withView(View.parse("first-line")), sources, Optional.empty(), Optional.empty(),
                        MethodPlan.STANDARD, Pricing.NONE, new FamilyPlan.Found(), Optional.empty(), false)
                        .withFitted(state).run(Listener.SILENT));
        refused("--compare equality is asked for", () -> Route.of(ANSWERS, sources).withFitted(state)
                .run(Listener.SILENT));
        refused("--input-embeddings", () -> Route.of(TEXTS, Sources.of(sources.files().getFirst()))
                .withFitted(state).run(Listener.SILENT));
        Path manifest = state.resolve("state.json");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replace("\"format\":1", "\"format\":2"));
        refused("this program reads format 1; fit again", () -> route.run(Listener.SILENT));
        Files.writeString(manifest, text.substring(0, text.length() / 2));
        refused("damaged", () -> route.run(Listener.SILENT));
        Files.writeString(manifest, text);
        byte[] errors = Files.readAllBytes(state.resolve("errors.npy"));
        byte[] other = errors.clone();
        other[errors.length - 1] ^= 1;
        Files.write(state.resolve("errors.npy"), other);
        refused("SHA-256 differs", () -> route.run(Listener.SILENT));
        Files.write(state.resolve("errors.npy"), Arrays.copyOf(errors, errors.length - 8));
        refused("bytes, and the manifest says", () -> route.run(Listener.SILENT));
        Files.delete(state.resolve("errors.npy"));
        refused("not whole", () -> route.run(Listener.SILENT));
        refused("no such folder", () -> route.withFitted(folder.resolve("nowhere")).run(Listener.SILENT));
    }
}

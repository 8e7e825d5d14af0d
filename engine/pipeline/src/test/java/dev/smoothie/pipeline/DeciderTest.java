package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.report.Decision;
import dev.smoothie.pipeline.report.Decision.Kind;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.simulation.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a reader is told to do, on sets of which it is known what is right. */
class DeciderTest {
    private static final Resources EQUALITY = Resources.standard().withBackend("scalar").withView(View.parse("number"))
            .comparing(Comparison.EQUALITY);

    @TempDir
    Path folder;

    /** Answers that are right with the given probabilities, or one of a thousand wrong ones. */
    private String answers(int n, double... accuracies) throws IOException {
        var random = new Random(3);
        var lines = new StringBuilder();
        for (int sample = 0; sample < n; sample++) {
            var outputs = new StringJoiner(", ");
            for (int i = 0; i < accuracies.length; i++) {
                int answer = random.nextDouble() < accuracies[i] ? 10_000 + sample : random.nextInt(1000);
                outputs.add("\"m%d\": \"I think %d\"".formatted(i, answer));
            }
            lines.append("{\"generations\": {").append(outputs).append("}}\n");
        }
        return Files.writeString(folder.resolve("my set.jsonl"), lines).toString();
    }

    private static Decision routed(Resources resources, Sources sources) {
        try (RouteResult result = Route.of(resources, sources).run(Listener.SILENT).orElseThrow()) {
            return result.ranking().decision().orElseThrow();
        }
    }

    private static Decision scored(Resources resources, Sources sources) {
        try (ScoreResult result = Score.of(resources, sources).run(Listener.SILENT)) {
            return result.ranking().decision().orElseThrow();
        }
    }

    private static void assertShort(Decision decision) {
        assertTrue(decision.text().size() <= 3, decision::toString);
        assertTrue(decision.text().getFirst().startsWith("decision: "), decision::toString);
        assertTrue(decision.text().getLast().startsWith("next: "), decision::toString);
    }

    @Test
    void whereVotesAgreeAndNobodyIsTheBestTheRoutesAreTaken() throws IOException {
        String file = answers(400, 0.85, 0.85, 0.84, 0.8, 0.75);
        Decision routes = routed(EQUALITY, Sources.of(file));
        assertShort(routes);
        assertEquals(Kind.USE_ROUTES, routes.kind());
        assertTrue(routes.next().contains("smoothie route '" + file + "' --view number --compare equality --labels"),
                routes::next);
        Decision ranking = scored(EQUALITY, Sources.of(file));
        assertShort(ranking);
        assertEquals(Kind.CANNOT_TELL, ranking.kind());
        assertTrue(ranking.lines().getFirst().matches("decision: m[01] and m[012] cannot be told apart;.*"),
                ranking::toString);
        assertTrue(ranking.lines().getLast().contains("smoothie route"), ranking::toString);
        assertTrue(ranking.next().contains("smoothie score"), ranking::next);
    }

    @Test
    void aGeneratorThatIsFarAheadIsNamed() throws IOException {
        Decision ranking = scored(EQUALITY, Sources.of(answers(600, 0.5, 0.95, 0.55, 0.5, 0.45)));
        assertShort(ranking);
        assertEquals(Kind.USE_BEST, ranking.kind());
        assertTrue(ranking.lines().getFirst().startsWith("decision: use m1. It is better than m2, the next"),
                ranking::toString);
    }

    @Test
    void whereNothingAgreesNothingIsUsed() throws IOException {
        String file = answers(200, 0, 0, 0, 0);
        for (Decision decision : List.of(routed(EQUALITY, Sources.of(file)), scored(EQUALITY, Sources.of(file)))) {
            assertShort(decision);
            assertEquals(Kind.DO_NOT_RANK, decision.kind());
            assertTrue(decision.lines().getLast().contains("no more in common"), decision::toString);
        }
    }

    /** Whole texts that nearly all end in an answer: the view that finds it is the next thing to try. */
    @Test
    void answersInWholeTextsAreSeen() throws IOException {
        new Simulate(Scenario.of(100, 8, new double[]{5, 5, 5, 5}, 1)).run(folder.resolve("noise"));
        Path file = folder.resolve("noise.jsonl");
        Files.writeString(file,
                Files.readString(file).replaceAll("(\"model-\\d\":\\s*\")[^\"]*", "$1So the answer is 4."));
        Resources whole = Resources.standard().withBackend("scalar");
        Sources sources = new Sources(List.of(file.toString()), Optional.empty(),
                Optional.of(folder.resolve("noise.outputs.npy")));
        Decision decision = scored(whole, sources);
        assertEquals(Kind.DO_NOT_RANK, decision.kind());
        assertTrue(decision.next().endsWith("smoothie score " + file + " --view answer"), decision::next);
    }

    /** Routes by the outputs of other samples are judged by the ranking alone. */
    @Test
    void nothingIsPromisedOfRoutesThatNobodyVotedFor() throws IOException {
        String file = answers(400, 0.85, 0.85, 0.84, 0.8, 0.75);
        try (RouteResult result = Route.of(EQUALITY, Sources.of(file)).withMethod(new Method.Global())
                .run(Listener.SILENT).orElseThrow()) {
            Decision decision = result.ranking().decision().orElseThrow();
            assertShort(decision);
            assertFalse(decision.kind() == Kind.USE_ROUTES, decision::toString);
        }
    }
}

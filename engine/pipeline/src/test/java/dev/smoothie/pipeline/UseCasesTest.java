package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The use cases as a Java program calls them, on a simulated set whose truth is known: no terminal, no plugin. */
class UseCasesTest {
    private static final int SAMPLES = 120;
    private static final Resources RESOURCES = Resources.standard().withBackend("scalar");

    @TempDir
    Path folder;

    private Sources simulated() {
        double[] errors = {0.2, 0.5, 0.8, 1.1, 1.4};
        new Simulate(Scenario.of(SAMPLES, 16, errors, 7)).run(folder.resolve("set"));
        return Sources.of(folder.resolve("set.jsonl").toString()).withEmbeddings(folder.resolve("set.inputs.npy"),
                folder.resolve("set.outputs.npy"));
    }

    @Test
    void routeWritesALineForEachSampleAndSaysWhatDecided() throws IOException {
        Path routes = folder.resolve("routes.jsonl");
        var notes = new ArrayList<String>();
        Route route = Route.of(RESOURCES, simulated()).withMethod(new Method.Global()).withOutput(routes.toString());
        try (RouteResult result = route.run(new Listener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        }).orElseThrow()) {
            assertEquals(SAMPLES, result.routing().shares()[0], "the best generator gets every sample");
            assertEquals(List.of("model-1", "model-2", "model-3", "model-4", "model-5"),
                    result.ranking().generators());
        }
        assertEquals(SAMPLES, Files.readAllLines(routes).size());
        assertTrue(notes.getFirst().startsWith("backend: scalar"), notes::toString);
    }

    @Test
    void scoreRanksByTheTruth() {
        try (ScoreResult result = Score.of(RESOURCES, simulated()).run(Listener.SILENT)) {
            assertEquals(List.of(0, 1, 2, 3, 4), result.ranking().belief().comparisons().ranking());
        }
    }

    @Test
    void evaluateHoldsTheBestMethodBelowTheOracle() {
        try (EvaluateResult result = Evaluate.of(RESOURCES, simulated()).run(Listener.SILENT)) {
            var evaluation = result.evaluation().evaluation();
            double oracle = evaluation.result("per-sample oracle").score();
            assertTrue(evaluation.results().stream().allMatch(method -> method.score() <= oracle));
            assertEquals(SAMPLES, evaluation.contest().samples().length);
        }
    }

    /** Texts need an embedder; without its plugin the message names it, and nothing is left behind. */
    @Test
    void anEmbedderThatIsNotThereIsNamed() {
        Path routes = folder.resolve("routes.jsonl");
        simulated();
        Route route = Route
                .of(RESOURCES.withEmbedder("nobody").withView(View.parse("first-line")),
                        Sources.of(folder.resolve("set.jsonl").toString()))
                .withOutput(routes.toString());
        String message = assertThrows(SmoothieException.class, () -> route.run(Listener.SILENT)).getMessage();
        assertTrue(message.contains("'nobody'"), message);
        assertTrue(Files.notExists(routes));
    }
}

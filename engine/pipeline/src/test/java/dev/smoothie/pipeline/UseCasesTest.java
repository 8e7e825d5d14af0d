package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.pipeline.embedding.Silence;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

    /** The simulated set, in which every third sample has a blank output of the best generator. */
    private Sources withBlanks() throws IOException {
        Sources sources = simulated();
        Path file = folder.resolve("set.jsonl");
        List<String> lines = Files.readAllLines(file);
        for (int sample = 0; sample < SAMPLES; sample += 3) {
            String blanked = lines.get(sample).replaceFirst("\"model-1\": ?\"[^\"]*\"", "\"model-1\": \" \"");
            assertNotEquals(lines.get(sample), blanked);
            lines.set(sample, blanked);
        }
        Files.write(file, lines);
        return sources;
    }

    private static List<String> chosen(Path routes) throws IOException {
        return Files.readAllLines(routes).stream().map(line -> line.replaceFirst(".*\"model\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /** Also where embeddings are given, and the embedding of the blank text is as good as any. */
    @Test
    void aBlankOutputIsNotChosenAndIsReported() throws IOException {
        Path routes = folder.resolve("routes.jsonl");
        var silences = new ArrayList<Silence>();
        Route route = Route.of(RESOURCES, withBlanks()).withMethod(new Method.Global()).withOutput(routes.toString());
        route.run(new Listener() {
            @Override
            public void silent(Dataset dataset, Silence silence) {
                silences.add(silence);
            }
        }).orElseThrow().close();
        List<String> chosen = chosen(routes);
        for (int sample = 0; sample < SAMPLES; sample++) {
            assertEquals(sample % 3 == 0 ? "model-2" : "model-1", chosen.get(sample));
        }
        assertEquals(SAMPLES / 3, silences.getFirst().outputs());
    }

    /** The generators are estimated from a training set; a known blank output is not chosen either. */
    @Test
    void withTrainingABlankOutputIsNotChosen() throws IOException {
        Path routes = folder.resolve("routes.jsonl");
        Sources training = withBlanks();
        new Route(RESOURCES, Sources.of(folder.resolve("set.jsonl").toString()), Optional.of(training),
                Optional.empty(),
                MethodPlan.of(new Method.Global()), Pricing.NONE, new FamilyPlan.Found(),
                Optional.of(routes.toString()), false).run(Listener.SILENT).orElseThrow().close();
        List<String> chosen = chosen(routes);
        for (int sample = 0; sample < SAMPLES; sample++) {
            assertEquals(sample % 3 == 0 ? "model-2" : "model-1", chosen.get(sample));
        }
    }

    /** Embeddings are given, and the texts were left out: nothing is known of silence. */
    @Test
    void whereAllTextsAreBlankTheEmbeddingsCount() throws IOException {
        Sources sources = simulated();
        Path file = folder.resolve("set.jsonl");
        Files.writeString(file, Files.readString(file).replaceAll("(\"model-\\d\": ?)\"[^\"]*\"", "$1\"\""));
        try (RouteResult result = Route.of(RESOURCES, sources).withMethod(new Method.Global()).run(Listener.SILENT)
                .orElseThrow()) {
            assertEquals(SAMPLES, result.routing().shares()[0]);
        }
    }
}

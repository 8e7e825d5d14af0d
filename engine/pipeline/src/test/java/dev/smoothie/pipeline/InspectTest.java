package dev.smoothie.pipeline;

import dev.smoothie.pipeline.report.Inspection;
import dev.smoothie.pipeline.report.Inspection.FileFound;
import dev.smoothie.pipeline.report.Inspection.GeneratorFound;
import dev.smoothie.pipeline.report.InspectionJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what is said of files, and that what is written by {@link Convert} is what was read. */
class InspectTest {
    @TempDir
    Path directory;

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void saysWhatAFileOfOurOwnHolds() throws IOException {
        String file = file("x.jsonl",
                """
                        {"id": "q1", "input": "i", "generations": {"a": "four", "b": ["", "sixsix"], "c": null}, "scores": {"a": 1, "b": [0, 1]}}
                        {"id": "q2", "generations": {"a": "xx", "b": "y", "c": "z"}, "reference": "r", "cost": {"a": 0.5}}
                        """);
        Inspection found = new Inspect(Resources.standard(), List.of(file)).run();
        assertEquals(List.of(new FileFound(file, "JSON Lines in Smoothie's own format", Optional.empty(), 0)),
                found.files());
        assertEquals(2, found.samples());
        assertEquals(1, found.withoutInput());
        assertEquals(new GeneratorFound("a", 2, 0, 0, 3.0, 1.0), found.generators().get(0));
        assertEquals(new GeneratorFound("b", 3, 0, 1, 7 / 3.0, 0.5), found.generators().get(1));
        assertEquals(new GeneratorFound("c", 1, 1, 0, 1.0, Double.NaN), found.generators().get(2));
        assertEquals("scores of 1 of 2 samples; a reference in 1 of 2 samples", found.truth());
        assertTrue(found.costs());
        assertEquals("smoothie evaluate " + file, found.next());
        assertEquals(List.of("a: four", "b: ", "c: (missing)"), found.examples().getFirst().outputs());
        assertTrue(new InspectionJson(found).line().contains("\"mean_score\":0.5"));
    }

    @Test
    void joinsOneFileForEachModelAndSaysWhatIsLeftOver() throws IOException {
        String north = file("north.jsonl", """
                {"id": 1, "prompt": "p", "output": "n1", "score": 1}
                {"id": 2, "prompt": "q", "output": "n2", "score": 0}
                """);
        String east = file("east.jsonl", """
                {"id": 2, "response": "e2"}
                {"id": 1, "response": "e1"}
                """);
        String south = file("south.json", "[{\"id\": 1, \"prompt\": \"p \", \"text\": \"s1\"}]");
        List<String> files = List.of(north, east, south);
        Inspection found = new Inspect(Resources.standard(), files).run();
        assertEquals(List.of(2, 2, 1), found.files().stream().map(file -> file.entries().orElseThrow()).toList());
        assertEquals(Optional.of("their ids"), found.joinedBy());
        assertEquals(2, found.samples());
        assertEquals(List.of("north", "east", "south"), found.generators().stream().map(GeneratorFound::name).toList());
        assertEquals(1, found.generators().get(2).missing());
        Path converted = directory.resolve("samples.jsonl");
        assertEquals(2, new Convert(Resources.standard(), files, converted.toString()).run(Listener.SILENT));
        assertEquals(
                """
                        {"id":1,"input":"p","generations":{"north":"n1","east":"e1","south":"s1"},"scores":{"north":1.0}}
                        {"id":2,"input":"q","generations":{"north":"n2","east":"e2"},"scores":{"north":0.0}}
                        """,
                Files.readString(converted));
    }

    @Test
    void promptsAloneAreForGenerateAndTwoGeneratorsAreTooFew() throws IOException {
        String prompts = file("p.jsonl", "{\"input\": \"Why?\"}\n");
        assertTrue(new Inspect(Resources.standard(), List.of(prompts)).run().next().contains("smoothie generate "
                + prompts + " --models models.yaml"));
        String two = file("two.jsonl", "{\"generations\": {\"a\": \"x\", \"b\": \"y\"}}\n");
        assertTrue(new Inspect(Resources.standard(), List.of(two)).run().next().contains("3 are needed"));
    }
}

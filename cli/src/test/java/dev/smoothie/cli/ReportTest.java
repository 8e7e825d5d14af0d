package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the data in a page, as a browser reads them: up to the first {@code </script}. */
class ReportTest {
    private static final Pattern DATA = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script",
            Pattern.DOTALL);
    private static final String HOSTILE = "</script><script>throw 1</script><!-- & \u2028 'x'";

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void simulate() {
        folder = new Folder(directory);
        Run.good(folder.arguments(
                "simulate $/s --errors 0.3,0.3,0.4,0.5,0.6,0.7 --families 2 --correlation 0.8 --samples 300 --dimension 16"));
    }

    private Json page(String command) {
        Run.good(folder.arguments(command + " --report $/p.html"));
        return data();
    }

    private Json data() {
        Matcher data = DATA.matcher(folder.text("p.html"));
        assertTrue(data.find());
        return Json.of(data.group(1));
    }

    private static final String ROUTE = "route $/s.jsonl -o $/r.jsonl --input-embeddings $/s.inputs.npy --generation-embeddings $/s.outputs.npy";

    @Test
    void aRoutedSampleIsOnTheMapWithItsRoute() {
        Json data = page(ROUTE);
        List<String> generators = data.get("generators").list().stream().map(Json::text).toList();
        List<Json> points = data.get("map").get("points").list();
        List<Json> routes = folder.text("r.jsonl").lines().map(Json::of).toList();
        assertEquals(300, points.size());
        double[] counts = new double[generators.size()];
        for (int sample = 0; sample < 300; sample++) {
            Json point = points.get(sample);
            int chosen = (int) point.get("chosen").list().getFirst().number();
            assertEquals(routes.get(sample).get("model").text(), generators.get(chosen));
            double error = routes.get(sample).get("error").get(generators.get(chosen)).number();
            assertEquals(error, point.get("error").list().get(chosen).number(), 1e-3 * Math.abs(error));
            assertEquals(routes.get(sample).get("generation").text(), point.get("outputs").list().stream()
                    .map(Json::list).filter(output -> output.getFirst().number() == chosen).findFirst().orElseThrow()
                    .getLast().text());
            counts[chosen]++;
        }
        Json route = data.get("routes").list().getFirst();
        assertEquals("shrunk", route.get("method").text());
        for (int g = 0; g < counts.length; g++) {
            assertEquals(counts[g], route.get("counts").list().get(g).number());
        }
        assertEquals("inputs", data.get("map").get("of").text());
    }

    @Test
    void theRankingIsTheOneThatJsonPrints() {
        Json data = page("score $/s.jsonl --generation-embeddings $/s.outputs.npy");
        Json printed = Json.of(Run.good(folder.arguments(
                "score $/s.jsonl --generation-embeddings $/s.outputs.npy --json")).out());
        for (String name : List.of("generators", "signal", "dependence", "families", "not_apart")) {
            assertEquals(printed.get(name), data.get("ranking").get(name), name);
        }
        assertEquals("outputs", data.get("map").get("of").text());
        assertNull(data.get("evaluation").value());
        assertNull(data.get("calibration").value());
    }

    @Test
    void theCommandLineIsThatOfAShell() {
        Json data = page("score $/s.jsonl --generation-embeddings $/s.outputs.npy --view regex:(a|'b)");
        assertEquals(
                "smoothie score %1$s/s.jsonl --generation-embeddings %1$s/s.outputs.npy --view 'regex:(a|'\\''b)' --report %1$s/p.html"
                        .formatted(directory),
                data.get("command").text());
    }

    @Test
    void anEvaluationHasMethodsTruthAndCalibration() {
        folder.file("s.jsonl", folder.text("s.jsonl").replaceAll("\"scores\":\\{[^}]*}",
                "\"scores\": {\"model-1\": 1, \"model-2\": 0.5, \"model-3\": 0.5, \"model-4\": 0, \"model-5\": 0, \"model-6\": 0}"));
        Json data = page(
                "evaluate $/s.jsonl --input-embeddings $/s.inputs.npy --generation-embeddings $/s.outputs.npy");
        List<String> generators = data.get("generators").list().stream().map(Json::text).toList();
        assertEquals(List.of("model-1", "model-2", "model-3", "model-4", "model-5", "model-6"), generators);
        List<Json> bins = data.get("calibration").list();
        assertEquals(10, bins.size());
        assertEquals(6 * 300, bins.stream().mapToDouble(bin -> bin.get("outputs").number()).sum());
        // The mean over all outputs is 2/6, in whatever bins.
        assertEquals(2 / 6.0, bins.stream()
                .mapToDouble(bin -> bin.get("outputs").number() * bin.get("score").number()).sum() / (6 * 300), 1e-9);
        List<Json> routes = data.get("routes").list();
        for (Json method : data.get("evaluation").get("methods").list()) {
            routes.stream().filter(route -> route.get("method").equals(method.get("method"))).forEach(route -> {
                double score = route.get("counts").list().get(0).number()
                        + 0.5 * (route.get("counts").list().get(1).number()
                                + route.get("counts").list().get(2).number());
                assertEquals(score / 300, method.get("score").number(), 1e-9, method.get("method").text());
            });
        }
        assertEquals(0.5, data.get("map").get("points").list().getFirst().get("score").list().get(1).number());
    }

    /** The map shows a part of a large set; routes are counted over all of it. */
    @Test
    void theMapOfALargeSetIsSampledDown() {
        Run.good(folder.arguments("simulate $/s --samples 4000 --dimension 8"));
        Json data = page(ROUTE + " --method global");
        assertEquals(1500, data.get("map").get("points").list().size());
        assertEquals(4000, data.get("routes").list().getFirst().get("counts").list().stream()
                .mapToDouble(Json::number).sum());
        assertTrue(folder.bytes("p.html").length < 4_000_000);
    }

    @Test
    void noTextBreaksOut() {
        folder.file("s.jsonl", folder.text("s.jsonl").replace("model-2", "<b>g2</script>").replaceAll(
                "\"input\": ?\"[^\"]*\"", Matcher.quoteReplacement("\"input\": \"" + HOSTILE + "\"")));
        Json data = page(ROUTE);
        assertEquals(HOSTILE.replace('\u2028', ' '),
                data.get("map").get("points").list().getFirst().get("input").text().replace('\u2028', ' '));
        assertEquals("<b>g2</script>", data.get("generators").list().get(1).text());
        assertEquals(3, folder.text("p.html").split("</script").length - 1);
    }

    @Test
    void thePageFetchesNothingAndCarriesTheLicence() {
        page(ROUTE);
        String page = folder.text("p.html");
        assertFalse(Pattern.compile("<(link|img|iframe)|\\ssrc=|@import|url\\(").matcher(page).find());
        assertTrue(page.contains("default-src 'none'"));
        assertTrue(page.contains("THE SOFTWARE IS PROVIDED \"AS IS\" AND THE AUTHOR DISCLAIMS ALL WARRANTIES"));
        assertFalse(page.contains("/*{"));
    }

    @Test
    void aFailureLeavesNoPage() {
        Run run = Run.of(folder.arguments(
                "score $/s.jsonl --generation-embeddings $/none.npy --report $/p.html"));
        assertEquals(1, run.code());
        assertFalse(folder.names().stream().anyMatch(name -> name.contains("p.html")), folder.names().toString());
    }

    @Test
    void aPageNeedsAPlaceOfItsOwn() {
        Run run = Run.of(folder.arguments("route $/s.jsonl -o $/x --report $/./x"));
        assertEquals(2, run.code());
        assertTrue(run.err().contains("name two different files"), run.err());
        run = Run.of(folder.arguments("score $/s.jsonl --report -"));
        assertEquals(2, run.code());
        assertTrue(run.err().contains("--report -: the page cannot go to standard output; name a file"), run.err());
    }
}

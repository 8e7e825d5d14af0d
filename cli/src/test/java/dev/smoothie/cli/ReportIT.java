package dev.smoothie.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

/** Tests pages that the assembled distribution writes, in a browser. */
class ReportIT {
    private static final int M = 6;
    private static final int N = 120;
    private static final String EMBEDDINGS = " --input-embeddings $/s.inputs.npy --generation-embeddings $/s.outputs.npy";
    /** A script that runs before the page's own scripts, and keeps the errors in them. */
    private static final String BEFORE = """
            <script>
            window.wrong = [];
            addEventListener("error", (event) => wrong.push(event.message));
            addEventListener("securitypolicyviolation", (event) => wrong.push("fetched " + event.blockedURI));
            for (const name of ["error", "warn"]) console[name] = (...words) => wrong.push(words.join(" "));
            </script>""";
    /** A script that uses the page as a reader would, and then writes down what is on it. */
    private static final String AFTER = """
            <script>
            {
            const drawnAtFirst = document.querySelectorAll("#map .point").length;
            for (const select of document.querySelectorAll("select")) {
              for (const option of select.options) {
                select.value = option.value;
                select.dispatchEvent(new Event("change"));
              }
              select.selectedIndex = 0;
              select.dispatchEvent(new Event("change"));
            }
            const map = document.querySelector("#map .chart svg");
            if (map) {
              const place = map.getBoundingClientRect();
              map.dispatchEvent(new PointerEvent("pointermove", { clientX: place.x + place.width / 2, clientY: place.y + place.height / 2 }));
            }
            const count = (selector) => document.querySelectorAll(selector).length;
            const collisions = (selector) => {
              const boxes = [...document.querySelectorAll(selector)].map((text) => text.getBoundingClientRect());
              return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
            };
            const unreal = [...document.querySelectorAll("svg *")].filter((shape) =>
              [...shape.attributes].some((attribute) => /NaN|undefined|Infinity/.test(attribute.value))).length;
            parent.postMessage(btoa(unescape(encodeURIComponent(JSON.stringify({ wrong, unreal, drawnAtFirst,
              wide: document.documentElement.clientWidth, content: document.documentElement.scrollWidth,
              points: count("#map .point"), here: count("#map .here"), told: document.querySelector("#map .sample").textContent,
              legend: count("#map .legend > span"), ranking: count("#ranking .dot"), intervals: count("#ranking .interval"),
              bars: count("#shares .bar"), cells: count("#correlation .cell"), families: count("#correlation .family"),
              singles: count("#cost .single"), corners: count("#cost .corner"), frontiers: count("#cost .frontier"), routed: count("#cost .chosen"), limits: count("#cost .limit"),
              collisions: collisions("#cost svg > text"), methods: count("#methods .dot"), bins: count("#calibration .outputs .dot"), generators: count("#calibration .generators .dot"),
              verdict: document.querySelector("#signal .verdict b").textContent, reasons: count("#signal .reasons li"),
              decided: count("#decision:not([hidden])"), next: document.querySelector("#decision .next").textContent })))), "*");
            }
            </script>""";
    /** A frame, which can be as narrow as a phone. A window of a browser cannot. */
    private static final String FRAME = """
            <!DOCTYPE html>
            <title>frame</title>
            <script>
            addEventListener("message", (event) => {
              const found = document.createElement("pre");
              found.id = "found";
              found.textContent = event.data;
              document.body.append(found);
            });
            </script>
            <body><iframe src="copy.html" style="width: WIDTHpx; height: 900px; border: 0"></iframe></body>
            """;
    private static final Pattern FOUND = Pattern.compile("<pre id=\"found\">([^<]*)</pre>");

    @TempDir
    Path directory;

    private Folder folder;
    private Browser browser;

    @BeforeEach
    void simulate() {
        browser = Browser.find().orElse(null);
        if (browser == null) {
            abort("no chromium on the PATH and CHROME_BIN is not set: pages are not opened");
        }
        folder = new Folder(directory);
        Run.good(folder
                .arguments("simulate $/s --errors 0.3,0.3,0.4,0.5,0.6,0.7 --families 2 --correlation 0.8 --samples "
                        + N + " --dimension 16"));
        folder.file("s.jsonl", folder.text("s.jsonl")
                .replaceAll("\"scores\":\\{[^}]*}",
                        "\"scores\": {\"model-1\": 1, \"model-2\": 0.5, \"model-3\": 0.7, \"model-4\": 0.2, \"model-5\": 0, \"model-6\": 0.1}, "
                                + "\"cost\": {\"model-1\": 0.005, \"model-2\": 0.004, \"model-3\": 0.003, \"model-4\": 0.002, \"model-5\": 0.0002, \"model-6\": 0.0002}")
                .replaceAll("\"input\": ?\"",
                        Matcher.quoteReplacement("\"input\": \"</script><script>throw 1</script>")));
    }

    /** Writes the page, in a process of its own. */
    private void write(String command) throws Exception {
        var words = new ArrayList<>(List.of(Path.of("target/smoothie/bin/smoothie").toAbsolutePath().toString()));
        words.addAll(List.of(folder.arguments(command + " --report $/p.html")));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectOutput(folder.at("said").toFile());
        builder.environment().put("SMOOTHIE_JAVA_HOME", System.getProperty("java.home"));
        assertEquals(0, builder.start().waitFor(), () -> folder.text("said"));
    }

    private Json open(int width) throws Exception {
        String page = folder.text("p.html");
        folder.file("copy.html", page.replace("<head>", "<head>" + BEFORE).replace("</body>", AFTER + "</body>"));
        folder.file("frame.html", FRAME.replace("WIDTH", Integer.toString(width)));
        Browser.Opened opened = browser.open(folder.at("frame.html"), directory);
        assertFalse(opened.log().contains("CONSOLE"), opened.log());
        Matcher found = FOUND.matcher(opened.page());
        assertTrue(found.find(), opened.log());
        Json json = Json.of(new String(Base64.getDecoder().decode(found.group(1)),
                StandardCharsets.UTF_8));
        assertEquals(List.of(), json.get("wrong").list());
        assertEquals(0, json.get("unreal").number());
        assertEquals(width, json.get("wide").number());
        assertEquals(width, json.get("content").number(), "the page is wider than the window");
        return json;
    }

    private static void assertCounts(Json json, double expected, String... names) {
        for (String name : names) {
            assertEquals(expected, json.get(name).number(), name);
        }
    }

    private static void assertCommon(Json json) {
        assertCounts(json, M, "ranking", "intervals", "bars");
        assertCounts(json, N, "points", "drawnAtFirst");
        assertCounts(json, M * (M - 1), "cells");
        assertCounts(json, 1, "families", "here");
        assertTrue(json.get("legend").number() > 0);
        assertTrue(json.get("reasons").number() > 0);
        assertTrue(List.of("strong", "weak", "none").contains(json.get("verdict").text()));
        assertTrue(json.get("told").text().contains("</script><script>throw 1</script>"),
                json.get("told").text());
    }

    private static void assertFrontier(Json json) {
        assertCounts(json, M, "singles");
        assertCounts(json, 1, "frontiers", "routed");
        assertCounts(json, 0, "collisions");
        assertTrue(json.get("corners").number() > 2 && json.get("corners").number() <= 50);
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void evaluateDrawsAllCharts(int width) throws Exception {
        write("evaluate $/s.jsonl" + EMBEDDINGS);
        Json json = open(width);
        assertCommon(json);
        assertFrontier(json);
        assertCounts(json, 0, "limits", "decided");
        // Random, the two oracles, global, local with 1, 5, 20 and 50, posterior, consensus, shrunk, vote.
        assertCounts(json, 12, "methods");
        assertCounts(json, 10, "bins");
        assertCounts(json, M, "generators");
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void routeDrawsAllButTheTruth(int width) throws Exception {
        write("route $/s.jsonl --budget 2 -o $/r.jsonl" + EMBEDDINGS);
        Json json = open(width);
        assertCommon(json);
        assertFrontier(json);
        assertCounts(json, 1, "limits");
        assertCounts(json, 0, "methods", "bins", "generators");
        assertDecided(json, "smoothie route ");
    }

    private static void assertDecided(Json json, String next) {
        assertCounts(json, 1, "decided");
        assertTrue(json.get("next").text().startsWith("Next: ") && json.get("next").text().contains(next),
                json.get("next").text());
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void scoreDrawsAllButTheTruth(int width) throws Exception {
        write("score $/s.jsonl --generation-embeddings $/s.outputs.npy");
        Json json = open(width);
        assertCommon(json);
        assertCounts(json, 0, "singles", "corners", "frontiers", "routed");
        assertDecided(json, "smoothie score ");
    }
}

package dev.smoothie.spark;

import dev.smoothie.spark.cells.CellPlan;
import dev.smoothie.spark.shipping.SharedFolder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every command of the application, from files to files; what it computes is tested where that is computed. */
class ApplicationTest {
    private static final EmbeddedSamples SAMPLES = EmbeddedSamples.drawn(120, 4, 6, 0.1, 9);

    @TempDir
    Path folder;

    private String run(String line) {
        var out = new ByteArrayOutputStream();
        assertEquals(0, code(out, System.err, line), line);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void assertFails(int code, String message, String line) {
        var err = new ByteArrayOutputStream();
        assertEquals(code, code(System.out, err, line), line);
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains(message.replace("$", folder.toString())), said);
    }

    private int code(OutputStream out, OutputStream err, String line) {
        return code(LocalSpark.SESSION, out, err, line);
    }

    private int code(SparkSession session, OutputStream out, OutputStream err, String line) {
        return SmoothieApplication.run(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), session,
                line.replace("$", folder.toString()).split(" "));
    }

    private Dataset<Row> read(String file) {
        return LocalSpark.SESSION.read().parquet(folder.resolve(file).toString());
    }

    /** Which generator each sample goes to. */
    private static Map<String, String> routes(Dataset<Row> rows) {
        Map<String, String> routes = new TreeMap<>();
        rows.collectAsList().forEach(row -> routes.put(row.getAs("id"), String.valueOf(row.<String>getAs("model"))));
        return routes;
    }

    private void samples() {
        SAMPLES.frame(LocalSpark.SESSION, 2, 1).write().parquet(folder.resolve("samples.parquet").toString());
    }

    @Test
    void scoresAndRoutesOverAll() {
        samples();
        String printed = run("score $/samples.parquet");
        assertTrue(printed.startsWith("120 samples\n"), printed);
        // Each generator errs more than the one before.
        assertEquals(SAMPLES.names(), printed.lines().skip(2).map(line -> line.split(" ", 2)[0]).toList());

        assertEquals(printed, run("route $/samples.parquet -o $/routes.parquet"));
        try (Routed expected = SmoothieSpark.route(read("samples.parquet"))) {
            assertEquals(routes(expected.routes()), routes(read("routes.parquet")));
        }
        run("route $/samples.parquet -o $/routes.jsonl");
        assertEquals(routes(read("routes.parquet")),
                routes(LocalSpark.SESSION.read().json(folder.resolve("routes.jsonl").toString())));
    }

    @Test
    void decodesFewRowsAtATimeUnlessToldHowMany() {
        samples();
        String setting = "spark.sql.parquet.columnarReaderBatchSize";
        for (String given : List.of("", "17")) {
            SparkSession session = LocalSpark.SESSION.newSession();
            if (!given.isEmpty()) {
                session.conf().set(setting, given);
            }
            assertEquals(0, code(session, OutputStream.nullOutputStream(), System.err, "score $/samples.parquet"));
            assertEquals(given.isEmpty() ? "64" : given, session.conf().get(setting));
        }
    }

    @Test
    void routesByNeighbours() throws Exception {
        samples();
        String printed = run("local $/samples.parquet -k 5 --cells 4 --probes 4 -o $/local.parquet");
        assertTrue(printed.endsWith("recall of neighbours: 1.0000\n"), printed);
        try (Routed expected = SmoothieSpark.local(read("samples.parquet"), CellPlan.of(5, 4, 4))) {
            assertEquals(routes(expected.routes()), routes(read("local.parquet")));
        }
        Path state = FittedTest.fitted(folder, EmbeddedSamples.drawn(150, 4, 6, 0, 8));
        for (String everywhere : List.of("", " --everywhere")) {
            String routes = "fitted" + everywhere.strip();
            run("fitted $/samples.parquet --fitted " + state + " -k 3" + everywhere + " -o $/" + routes);
            assertEquals(routes(SmoothieSpark.local(read("samples.parquet"),
                    SharedFolder.send(LocalSpark.SESSION, state), SAMPLES.names(), 3)), routes(read(routes)));
        }
    }

    @Test
    void votesAndEmbedsTexts() throws Exception {
        Files.write(folder.resolve("texts.jsonl"), List.of(
                "{\"id\": \"1\", \"input\": \"abc\", \"generations\": {\"x\": \"= 4\", \"y\": \"= 4\", \"z\": \"= 5\"}}",
                "{\"id\": \"2\", \"input\": \"bba\", \"generations\": {\"x\": \"= 7\", \"y\": \"= 7\", \"z\": \"= 7\"}}",
                "{\"id\": \"3\", \"input\": \"c\", \"generations\": {\"x\": \"= 1\", \"y\": \"= 2\", \"z\": \"= 2\"}}"));
        run("vote $/texts.jsonl --view regex:=\\s(.*) -o $/votes.parquet");
        Map<String, String> votes = routes(read("votes.parquet"));
        Dataset<Row> texts = LocalSpark.SESSION.read().json(folder.resolve("texts.jsonl").toString());
        try (Routed expected = SmoothieSpark.vote(texts, "regex:=\\s(.*)")) {
            assertEquals(routes(expected.routes()), votes);
        }
        assertTrue(List.of("y", "z").contains(votes.get("3")), votes::toString);

        EmbedTest.plugin(folder);
        run("embed $/texts.jsonl --plugin-dir $/letters --embedder letters -o $/embedded.parquet");
        Row second = read("embedded.parquet").filter("id = '2'").first();
        assertEquals(List.of(1f, 2f, 0f), second.<Float>getList(second.fieldIndex("input_embedding")).subList(0, 3));
    }

    @Test
    void whatCannotBeDoneIsSaidBeforeAnythingIsComputed() throws Exception {
        Files.createDirectories(folder.resolve("there"));
        // The samples are not there either, and are not looked for.
        for (String command : List.of("route $/none", "vote $/none", "local $/none --cells 2",
                "embed $/none --plugin-dir $/none", "fitted $/none --fitted $/none")) {
            assertFails(1, "smoothie: the output $/there exists already; delete it, or name another",
                    command + " -o $/there");
        }
        assertFails(1, "smoothie: [PATH_NOT_FOUND]", "score $/none");
        assertFails(1, "smoothie: [PATH_NOT_FOUND]", "route $/none -o $/x");
        assertFails(2, "Missing required option: '--output=ROUTES'", "route $/none");
        assertFails(2, "Unmatched argument", "rout $/none -o $/x");
        assertFalse(Files.exists(folder.resolve("x")));
    }
}

package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code --method vote} and {@code --compare equality} on answers; no plugin is there that could embed them. */
class VoteCommandTest {
    private static final int N = 90;

    @TempDir
    Path directory;

    private Folder folder;

    /**
     * Writer a is right always, b two times of three and c one time of three, each time in another notation; d is wrong
     * always, and silent every fifth time.
     */
    @BeforeEach
    void write() {
        folder = new Folder(directory);
        var lines = new StringBuilder();
        for (int i = 0; i < N; i++) {
            int right = 1000 + i;
            lines.append("{\"id\": \"q%d\", \"generations\": {".formatted(i))
                    .append("\"a\": \"The answer is %,d.\", ".formatted(right))
                    .append("\"b\": \"#### %d.0\", ".formatted(i % 3 == 0 ? right + 7 : right))
                    .append("\"c\": \"{\\\"answer\\\": %d}\", ".formatted(i % 3 == 1 ? right : 2 * right))
                    .append("\"d\": \"%s\"}}\n"
                            .formatted(i % 5 == 0 ? "no idea" : "\\\\boxed{" + (3 * right + i) + "}"));
        }
        folder.file("s.jsonl", lines.toString());
    }

    private List<Json> routes(String arguments) {
        Run.good(folder.arguments("route $/s.jsonl --view answer --compare equality -o $/r.jsonl " + arguments));
        return folder.text("r.jsonl").lines().map(Json::of).toList();
    }

    @Test
    void theRightAnswerIsVotedFor() {
        List<Json> routes = routes("--method vote");
        assertEquals(N, routes.size());
        for (int i = 0; i < N; i++) {
            assertTrue(List.of("a", "b").contains(routes.get(i).get("model").text()));
            if (i % 3 == 0) {
                assertEquals("a", routes.get(i).get("model").text());
            }
            double best = routes.get(i).get("quality").get("a").number();
            for (String other : List.of("b", "c", "d")) {
                assertFalse(best < routes.get(i).get("quality").get(other).number(), other);
            }
            assertEquals(1, best + routes.get(i).get("error").get("a").number(), 1e-6);
            if (i % 5 == 0) {
                assertEquals(Double.NaN, routes.get(i).get("quality").get("d").number(), "silent");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"--method vote", "--method global", "--method local --neighbors 1", "--method posterior",
            "--method consensus"})
    void equalAnswersNeedNoEmbedder(String method) {
        for (Json route : routes(method)) {
            assertFalse(route.get("model").text().equals("d"));
        }
    }

    @Test
    void scoreRanksByAccuracyAndSaysWhatQualityIs() {
        String score = "score $/s.jsonl --view answer --compare equality --method vote ";
        Json json = Json.of(Run.good(folder.arguments(score + "--json")).out());
        List<Json> generators = json.get("generators").list();
        assertEquals(List.of("a", "b", "c", "d"), generators.stream().map(g -> g.get("generator").text()).toList());
        assertEquals(true, json.get("probability").value());
        for (Json generator : generators) {
            assertEquals(1, generator.get("quality").number() + generator.get("error").number(), 1e-9);
        }
        String table = Run.good(folder.arguments(score)).out();
        assertTrue(table.contains("quality: the probability that an output of this generator is right"), table);
        assertEquals(false,
                Json.of(Run.good(folder.arguments(score.replace("vote", "global") + "--json")).out())
                        .get("probability").value());
        assertEquals(table, Run.good(folder.arguments(score.replace("--method vote", ""))).out(), "the default");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "route $/s.jsonl --train $/s.jsonl --method vote --compare equality|vote weighs the outputs",
            "score $/s.jsonl --compare equality --generation-embeddings $/x.npy|leave one of the two out",
            "embed $/s.jsonl --inputs $/x.npy --compare equality|nothing to embed",
            "score $/s.jsonl --compare likeness|--compare", "score $/s.jsonl --method local|--method"})
    void whatDoesNotGoTogetherIsSaid(String arguments, String message) {
        folder.file("x.npy", "x");
        Run run = Run.of(folder.arguments(arguments));
        assertTrue(run.code() != 0);
        assertTrue(run.err().contains(message), run::err);
    }
}

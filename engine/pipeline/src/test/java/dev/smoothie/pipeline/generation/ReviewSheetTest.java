package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.samples.Labels;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReviewSheetTest {
    private static final List<String> GENERATORS = List.of("a", "b", "c");

    private static Sample sample(String id) {
        Map<String, List<String>> outputs = new LinkedHashMap<>();
        outputs.put("c", List.of("see"));
        outputs.put("a", Arrays.asList("ay", null, "ay again"));
        outputs.put("b", List.of(" "));
        return new Sample(new SampleId(id, false), Optional.of("?"), outputs, Labels.NONE, Map.of(), "x:1");
    }

    @Test
    void theOrderIsOfTheSampleAndTheJudgeAlone() {
        assertEquals(ReviewSheet.of(sample("1"), GENERATORS, "j"), ReviewSheet.of(sample("1"), GENERATORS, "j"));
        Set<List<String>> orders = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            orders.add(ReviewSheet.of(sample("q" + i), GENERATORS, "j").answers().stream()
                    .map(ReviewSheet.Answer::text).toList());
        }
        assertEquals(24, orders.size()); // of four answers
        Set<List<ReviewSheet.Answer>> ofJudges = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            ofJudges.add(ReviewSheet.of(sample("q"), GENERATORS, "j" + i).answers());
        }
        assertEquals(24, ofJudges.size());
    }

    @Test
    void answersAreNumberedWithoutNames() {
        Map<String, String> fields = ReviewSheet.of(sample("1"), GENERATORS, "j").fields();
        assertEquals("4", fields.get("count"));
        String text = fields.get("answers");
        var parts = new ArrayList<>(List.of(text.split("\n\n")));
        assertEquals(4, parts.size());
        for (int i = 0; i < 4; i++) {
            assertTrue(parts.get(i).startsWith("Answer %d:\n".formatted(i + 1)), text);
        }
        assertEquals(Set.of("see", "ay", "ay again", "(empty)"),
                new HashSet<>(parts.stream().map(part -> part.split("\n", 2)[1]).toList()));
    }

    @Test
    void scoresGoBackToTheOutputsThatTheyAreOf() {
        ReviewSheet sheet = ReviewSheet.of(sample("1"), GENERATORS, "j");
        Map<String, Integer> given = Map.of("see", 3, "ay", 5, "ay again", 7, " ", 1);
        var reply = new StringBuilder("{");
        for (int i = 0; i < 4; i++) {
            reply.append(i == 0 ? "" : ", ").append("\"").append(i + 1).append("\": ")
                    .append(given.get(sheet.answers().get(i).text()));
        }
        Map<String, double[]> scores = sheet.scores(reply.append("}").toString());
        assertArrayEquals(new double[]{5, Double.NaN, 7}, scores.get("a"));
        assertArrayEquals(new double[]{1}, scores.get("b"));
        assertArrayEquals(new double[]{3}, scores.get("c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"1\": 7, \"2\": 4.5}", "[7, 4.5]", "```json\n{\"scores\": [7, 4.5]}\n```",
            "Well {I think}: {\"2\": 4.5, \"1\": \"7\"}", "{\"Answer 1\": 7, \"Answer 2\": 4.5,}",
            "[{\"answer\": 2, \"score\": 4.5}, {\"answer\": 1, \"score\": 7}]", "[{\"score\": 7}, {\"score\": 4.5}]",
            "{\"scores\": {\"1\": {\"score\": 7, \"why\": \"{good}\"}, \"2\": {\"score\": 4.5}}}",
            "First {\"1\": 2, \"2\": 2}, no: {\"1\": 7, \"2\": 4.5}.", "{1: 7, 2: 4.5}", "{'1': 7, '2': 4.5}"})
    void repliesAreReadLeniently(String reply) {
        ReviewReply read = ReviewReply.read(reply, 2);
        assertEquals(Optional.empty(), read.problem());
        assertArrayEquals(new double[]{7, 4.5}, read.scores());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "The first is better.", "{\"1\": 7}", "[7]", "[7, 4, 5]",
            "{\"1\": 7, \"2\": 4, \"3\": 1}",
            "{\"1\": 7, \"1\": 4}", "{\"1\": 7, \"2\": null}", "{\"1\": 7, \"2\": \"good\"}", "{\"1\": 7, \"2\": 4",
            "7 4", "{\"1\": SCORE, \"2\": SCORE, ...}", "{\"0\": 7, \"1\": 4}", "[\"NaN\", 4]"})
    void whatIsNotAScoreForEachAnswerIsNone(String reply) {
        ReviewReply read = ReviewReply.read(reply, 2);
        assertEquals(0, read.scores().length);
        assertTrue(read.problem().orElseThrow().contains("for each of the 2 answers"), read.problem().get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"1\": 11, \"2\": 4}", "[0, 4]", "[7, -1]", "[1e300, 4]"})
    void scoresOutOfRangeAreRefused(String reply) {
        ReviewReply read = ReviewReply.read(reply, 2);
        assertEquals(0, read.scores().length);
        assertTrue(read.problem().orElseThrow().contains("not from 1 to 10"), read.problem().get());
    }

    @Test
    void aRefusedReplyKeepsWhatItCost() {
        ReviewSheet sheet = ReviewSheet.of(sample("1"), GENERATORS, "j");
        var answer = new Outcome.Answer("no idea", 10, 2, true, 0.5);
        assertTrue(sheet.check(answer) instanceof Outcome.Unusable(Outcome.Answer paid, String _)
                && paid.equals(answer));
        var good = new Outcome.Answer("[1, 2, 3, 4]", 10, 2, true, 0.5);
        assertEquals(good, sheet.check(good));
        assertFalse(ReviewReply.read(ReviewSheet.PROMPT.text(), 2).problem().isEmpty());
    }

    @Test
    void theJournalKeepsRefusedReplies() {
        var outcome = new Outcome.Unusable(new Outcome.Answer("no idea", 10, 2, true, 0.5), "no scores");
        var entry = new JournalEntry("j", "f", "1", "0000000000000001", outcome);
        byte[] line = entry.line();
        assertEquals(entry, JournalEntry.parse(Arrays.copyOf(line, line.length - 1)));
    }
}

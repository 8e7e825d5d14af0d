package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.samples.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@link InspectJson} and {@link InspectArchive} on logs shaped like those of Inspect. */
class InspectTest {
    private static final String EVAL = "'eval': {'task': 'sums', 'model': '%s', 'dataset': {}, 'config': {}}";

    @TempDir
    Path folder;

    private SampleFiles files;

    @BeforeEach
    void files() {
        files = new SampleFiles(folder);
    }

    private static String sample(int id, int epoch, String content, String score) {
        return "{'id': %d, 'epoch': %d, 'input': 'Q%d', 'target': 'T', 'messages': [{'role': 'user', 'content': 'x'}], "
                .formatted(id, epoch, id)
                + "'output': {'model': 'm-2024', 'choices': [{'message': {'role': 'assistant', 'content': %s}, 'stop_reason': 'stop'}]}, 'scores': {'match': {'value': %s}}, 'events': [{'event': 'x'}], 'attachments': {}}"
                        .formatted(content, score);
    }

    private static String log(String model, String... samples) {
        return "{'version': 2, 'status': 'success', %s, 'plan': {}, 'results': {'scores': [{'name': 'match'}]}, 'stats': {}, 'samples': [%s]}"
                .formatted(EVAL.formatted(model), String.join(", ", samples));
    }

    /** An archive with these files in it. */
    private byte[] archive(Map<String, String> members) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue().replace('\'', '"').getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static String header(String model) {
        return "{'version': 2, 'status': 'success', %s}".formatted(EVAL.formatted(model));
    }

    @Test
    void readsLogsOfSeveralModelsInBothFormats() {
        String json = files.write("a.json", log("org/a", sample(1, 1, "'A1'", "'C'"), sample(2, 1, "'A2'", "'I'")));
        var members = new LinkedHashMap<String, String>();
        members.put("_journal/start.json", header("org/b"));
        members.put("samples/2_epoch_1.json", sample(2, 1, "'B2'", "'P'"));
        members.put("samples/1_epoch_1.json", sample(1, 1, "'B1'", "0.25"));
        members.put("header.json", header("org/b"));
        List<Sample> samples = files.read(json, files.write("b.eval", archive(members)));
        assertEquals(2, samples.size());
        assertEquals(Map.of("org/a", List.of("A1"), "org/b", List.of("B1")), samples.get(0).generations());
        assertEquals(Map.of("org/a", List.of("A2"), "org/b", List.of("B2")), samples.get(1).generations());
        assertEquals(Map.of("org/a", List.of(1.0), "org/b", List.of(0.25)), samples.get(0).labels().scores());
        assertEquals(Map.of("org/a", List.of(0.0), "org/b", List.of(0.5)), samples.get(1).labels().scores());
        assertEquals(Optional.of("Q1"), samples.get(0).input());
        assertEquals(List.of("T"), samples.get(0).labels().references());
        assertEquals(Optional.of("sums"), samples.get(0).labels().dataset());
    }

    @Test
    void epochsAreRepeatsInTheirOrder() {
        var members = new LinkedHashMap<String, String>();
        members.put("_journal/start.json", header("m"));
        members.put("samples/10_epoch_2.json", sample(10, 2, "'ten, again'", "'C'"));
        members.put("samples/9_epoch_1.json", sample(9, 1, "'nine'", "'C'"));
        members.put("samples/10_epoch_1.json", sample(10, 1, "'ten'", "'C'"));
        String file = files.write("unfinished.eval", archive(members));
        List<Sample> samples = files.read(file);
        assertEquals(List.of("9", "10"), samples.stream().map(sample -> sample.id().toString()).toList());
        assertEquals(List.of("ten", "ten, again"), samples.get(1).generations().get("m"));
        assertTrue(files.notes(file).toString().contains("was not finished"), () -> "" + files.notes(file));
    }

    /** Reasoning is no part of the answer, and texts that were moved to the attachments come back. */
    @Test
    void contentsMayBePartsAndAttachments() {
        String parts = sample(1, 1,
                "[{'type': 'reasoning', 'reasoning': 'hm'}, {'type': 'text', 'text': 'attachment://f00'}]",
                "true").replace("'attachments': {}", "'attachments': {'f00': 'long answer', 'f01': 'long question'}")
                .replace("'input': 'Q1'",
                        "'input': [{'role': 'system', 'content': 's'}, {'role': 'user', 'content': 'attachment://f01'}]");
        Sample read = files.read(files.write("a.json", log("m", parts))).getFirst();
        assertEquals(Map.of("m", List.of("long answer")), read.generations());
        assertEquals(Optional.of("long question"), read.input());
        assertEquals(Map.of("m", List.of(1.0)), read.labels().scores());
    }

    /** A long sample is in a folder, and its attachments, which are numbered, in files of their own. */
    @Test
    void longSamplesAreInFolders() {
        var members = new LinkedHashMap<String, String>();
        members.put("_journal/start.json", header("m"));
        members.put("samples/q/1_epoch_1/sample.json", sample(1, 1, "'attachment://3'", "'C'"));
        members.put("samples/q/1_epoch_1/attachments/0.json", "['a', 'b']");
        members.put("samples/q/1_epoch_1/attachments/2.json", "['c', 'd']");
        members.put("samples/q/1_epoch_1/events/0.json", "[{}]");
        members.put("header.json", header("m"));
        assertEquals(Map.of("m", List.of("d")), files.read(files.write("a.eval", archive(members))).getFirst()
                .generations());
    }

    @Test
    void whatFailedIsMissingAndCounted() {
        String file = files.write("a.json", log("m", sample(1, 1, "'A1'", "'C'"),
                sample(2, 1, "'half'", "'I'").replace("'events'",
                        "'error': {'message': 'Timeout after 60 s\\\\nat x'}, 'events'"),
                sample(3, 1, "''", "'I'").replace("'stop_reason': 'stop'", "'stop_reason': 'content_filter'")));
        List<Sample> samples = files.read(file);
        assertEquals(Arrays.asList((String) null), samples.get(1).generations().get("m"));
        assertEquals(Arrays.asList((String) null), samples.get(2).generations().get("m"));
        assertEquals(Map.of(), samples.get(1).labels().scores());
        assertTrue(files.notes(file).toString().contains("2 outputs are missing because they failed"),
                () -> "" + files.notes(file));
    }

    @Test
    void scoresMayHavePartsAndOldLogsHaveOneWithoutAName() {
        String parts = files.write("a.json", log("m", sample(1, 1, "'A'", "{'style': 0.5, 'facts': 'C'}")));
        assertEquals(Map.of("m", List.of(0.5)), files.read(SampleFiles.score("match/style"), parts).getFirst().labels()
                .scores());
        assertEquals(Map.of("m", List.of(1.0)), files.read(SampleFiles.score("match/facts"), parts).getFirst().labels()
                .scores());
        String old = files.write("old.json", log("m", sample(1, 1, "'A'", "'P'")
                .replace("'scores': {'match': {'value': 'P'}}", "'score': {'value': 'P'}")));
        assertEquals(Map.of("m", List.of(0.5)), files.read(SampleFiles.score("match"), old).getFirst().labels()
                .scores());
    }

    @Test
    void whatTheCallsCostIsTheCost() {
        Sample read = files.costed(files.write("a.json", log("m", sample(1, 1, "'A'", "'C'").replace("'events'",
                "'model_usage': {'m': {'total_cost': 0.25}, 'grader': {'total_cost': 0.5}}, 'events'"))));
        assertEquals(Map.of("m", 0.75), read.costs());
    }

    @Test
    void logsWithoutSamplesAreNamedWithTheirStatus() {
        assertTrue(files.failure(files.write("a.json", log("m").replace("success", "cancelled")))
                .startsWith("a.json: the log has no samples: its status is \"cancelled\""));
        assertTrue(files.failure(files.write("b.eval", archive(Map.of("header.json", header("m")))))
                .startsWith("b.eval: the log has no samples; run the evaluation with --log-samples"));
    }

    @Test
    void archivesThatAreNoLogsAreNamedAndDamagedOnesAreNotTakenForThem() {
        var members = new LinkedHashMap<String, String>();
        members.put("notes.txt", "by hand");
        byte[] other = archive(members);
        assertEquals("o.zip: is a zip archive, and not a log of Inspect; unpack it first: unzip o.zip",
                files.failure(files.write("o.zip", other)));
        assertEquals(
                "c.zip: the ZIP archive has no directory at its end, so it is only a part of one; copy it again from where it was made",
                files.failure(files.write("c.zip", Arrays.copyOf(other, 12))));
        members.put("samples/1_epoch_1.json", sample(1, 1, "'A'", "'C'"));
        members.put("header.json", header("m"));
        assertEquals(Map.of("m", List.of("A")), files.read(files.write("packed-again.zip", archive(members))).getFirst()
                .generations());
    }

    @Test
    void damageIsOneMessage() {
        byte[] whole = archive(Map.of("_journal/start.json", header("m"), "samples/1_epoch_1.json",
                sample(1, 1, "'A'", "'C'")));
        assertEquals(
                "cut.eval: this log of Inspect cannot be read: the ZIP archive has no directory at its end, so it is only a part of one; copy it again from where it was made",
                files.failure(files.write("cut.eval", Arrays.copyOf(whole, whole.length - 50))));
        String text = log("m", sample(1, 1, "'A'", "'C'"));
        assertTrue(files.failure(files.write("cut.json", text.substring(0, text.length() - 40)))
                .startsWith("cut.json:1: broken JSON"));
        assertEquals("x.json:1 (item 1): expected an object as \"output\", found \"A\"", files.failure(
                files.write("x.json", log("m", "{'id': 1, 'epoch': 1, 'input': 'Q', 'target': 'T', 'output': 'A'}"))));
        assertTrue(files.failure(files.write("y.json", log("m", "{'epoch': 1, 'input': 'Q', 'target': 'T'}")))
                .startsWith("y.json:1 (item 1): no \"id\"; expected a sample of Inspect"));
        assertTrue(files.failure(files.write("z.json", log("", sample(1, 1, "'A'", "'C'"))))
                .startsWith("z.json: no name of a model"));
        assertTrue(files.failure(files.write("w.json", log("m", sample(1, 1, "'attachment://q'", "'C'"))))
                .contains("the text q is not among the attachments"));
    }
}

package dev.smoothie.soak;

import dev.smoothie.soak.Callers.End;
import dev.smoothie.soak.Callers.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares what a server has recorded with what its callers were answered.
 *
 * @param recorded
 *            answers that are in the record, each once and as they were given
 * @param justBefore
 *            answers that are not there, and were given less than a second before the server was killed at once
 * @param lost
 *            other answers that are not there
 */
record Recorded(long recorded, long justBefore, long lost) {
    private static final long JUST_BEFORE = TimeUnit.SECONDS.toNanos(1);

    static Recorded of(Serving server, List<Question> questions, Findings findings) throws IOException {
        Map<String, JsonNode> samples = samples(server, findings);
        long recorded = 0;
        long justBefore = 0;
        long lost = 0;
        for (Question question : questions) {
            if (question.end() != End.ANSWERED) {
                continue;
            }
            JsonNode sample = samples.get(question.id().orElse(""));
            if (sample != null && Provider.answer(question.generator(), question.prompt())
                    .equals(sample.get("generations").path(question.generator()).stringValue(""))) {
                recorded++;
            } else if (sample == null && server.killedAfter(question.ended())
                    .filter(kill -> kill.from() - question.ended() < JUST_BEFORE).isPresent()) {
                justBefore++;
            } else {
                lost++;
                findings.add(
                        "%s was answered by %s and is not in %s: %s".formatted(question.prompt(), question.generator(),
                                server.record(), sample));
            }
        }
        return new Recorded(recorded, justBefore, lost);
    }

    private static Map<String, JsonNode> samples(Serving server, Findings findings) throws IOException {
        var json = new JsonMapper();
        Map<String, JsonNode> samples = new HashMap<>();
        if (!Files.exists(server.record())) {
            return samples;
        }
        for (String line : Files.readAllLines(server.record())) {
            try {
                JsonNode sample = json.readTree(line);
                if (samples.put(sample.get("id").stringValue(), sample) != null) {
                    findings.add("%s has a request twice: %s".formatted(server.record(), line));
                }
            } catch (RuntimeException e) {
                findings.add("%s has a line that is not whole: %s".formatted(server.record(), line));
            }
        }
        return samples;
    }
}

package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers of a model to the questions of MT-bench or Arena-Hard, a line for each question, by turns. FastChat and the
 * older Arena-Hard write {@code {"question_id", "model_id", "choices": [{"turns"}]}}, where several choices are
 * repeats; the newer Arena-Hard {@code {"uid", "model", "messages"}}.
 */
final class ModelAnswers implements FileKind {
    /** What the tools write where a model could not be asked. */
    private static final Set<String> ERRORS = Set.of("$ERROR$", "ERROR");

    /** The folder in which FastChat keeps right answers. */
    private static final String REFERENCES = "reference_answer";

    @Override
    public String description() {
        return "answers to MT-bench or Arena-Hard";
    }

    @Override
    public List<String> keys() {
        return List.of("question_id", "model_id", "choices");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && (beginning.has("question_id", "choices") || beginning.has("uid", "messages"));
    }

    @Override
    public void read(Reading reading) {
        boolean references = isReferences(reading);
        int fewer = 0;
        int lines = 0;
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                lines++;
                var turns = Turns.of(Item.of(item, items.where()), reading.options().turn());
                if (turns.isEmpty()) {
                    fewer++;
                } else {
                    turns.get().outputs.stream().filter(Objects::isNull).forEach(_ -> reading.failed(
                            "the file has no text"));
                    reading.add(references ? turns.get().references() : turns.get().answers(reading.generator()));
                }
            }
        }
        note(reading, fewer, lines);
        if (references) {
            reading.note("its folder is %s, so its answers are references, not outputs of a generator".formatted(
                    REFERENCES));
        }
    }

    /** Says how many lines do not go as far as the turn that was asked for; an error if none does. */
    static void note(Reading reading, int fewer, int lines) {
        if (fewer == 0) {
            return;
        }
        int turn = reading.options().turn();
        if (fewer == lines) {
            throw new SmoothieException("%s: nothing in it has %d turns; give a smaller --turn"
                    .formatted(reading.file().name(), turn));
        }
        reading.note("%d of %d lines have fewer than %d turns and are left out".formatted(fewer, lines, turn));
    }

    private static boolean isReferences(Reading reading) {
        Path folder = reading.file().spooled() ? null : reading.file().path().toAbsolutePath().getParent();
        return folder != null && folder.getFileName() != null && folder.getFileName().toString().equals(REFERENCES);
    }

    /** One turn of all choices of a line. */
    private record Turns(Item line, SampleId id, Optional<String> input, Optional<String> model,
            List<String> outputs) {

        /** Empty if the line has fewer turns. */
        static Optional<Turns> of(Item line, int turn) {
            return line.has("choices") ? ofChoices(line, turn) : ofMessages(line, turn);
        }

        private static Optional<Turns> ofChoices(Item line, int turn) {
            var outputs = new ArrayList<String>();
            int most = 0;
            for (Item choice : line.requiredObjects("choices")) {
                List<JsonNode> turns = choice.requiredList("turns");
                most = Math.max(most, turns.size());
                outputs.add(turn <= turns.size() ? text(turns.get(turn - 1)) : null);
            }
            if (most < turn) {
                return Optional.empty();
            }
            return Optional.of(new Turns(line, line.requiredId("question_id"), Optional.empty(),
                    line.firstText("model_id", "model"), outputs));
        }

        private static Optional<Turns> ofMessages(Item line, int turn) {
            List<Item> messages = line.requiredObjects("messages");
            List<String> answers = Chat.answers(messages);
            List<String> questions = Chat.questions(messages);
            if (answers.size() < turn) {
                return Optional.empty();
            }
            Optional<String> input = Optional.ofNullable(turn <= questions.size() ? questions.get(turn - 1) : null);
            return Optional.of(new Turns(line, line.requiredId("uid"), input, line.firstText("model", "model_id"),
                    Collections.singletonList(answer(answers.get(turn - 1)))));
        }

        private static String text(JsonNode turn) {
            return answer(Chat.text(turn).orElse(null));
        }

        private static String answer(String text) {
            return text == null || ERRORS.contains(text.strip()) ? null : text;
        }

        Entry answers(String fileName) {
            Entry entry = Entry.at(line.where()).withId(id).withAnswers(
                    List.of(new Answer(model.filter(name -> !name.isBlank()).orElse(fileName), outputs, Map.of(),
                            OptionalDouble.empty())));
            return input.map(entry::withInput).orElse(entry);
        }

        Entry references() {
            return Entry.at(line.where()).withId(id).withReferences(outputs.stream().filter(Objects::nonNull)
                    .toList());
        }
    }
}

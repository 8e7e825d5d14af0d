package dev.smoothie.pipeline.readers;

import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.spi.SmoothieException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What one place of a file tells about one sample. Entries about the same sample are joined: those of the same part and
 * id, or of the same input.
 *
 * @param part
 *            the part of the set that the sample is in (a task, a scenario); ids need to be unique within it only
 * @param id
 *            of the sample; empty if the file gives none
 * @param identity
 *            a proof that two entries of one id are about the same sample although their inputs are written differently
 *            (a checksum of the question before it was put into a template)
 * @param input
 *            the prompt or question
 * @param answers
 *            what it tells about generators; none if the file has prompts or references only
 * @param references
 *            outputs that are right
 * @param fields
 *            what else is kept under its own name
 * @param where
 *            file and line or item, for messages
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public record Entry(Optional<String> part, Optional<SampleId> id, Optional<String> identity, Optional<String> input,
        List<Answer> answers, List<String> references, Map<String, JsonNode> fields, String where) {

    public Entry {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(where, "where");
        answers = List.copyOf(answers);
        if (answers.stream().anyMatch(answer -> answer.generator().isBlank())) {
            throw new SmoothieException(
                    "%s: a generator without a name; expected the name of a model".formatted(where));
        }
        references = List.copyOf(references);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** An entry that tells nothing yet. */
    public static Entry at(String where) {
        return new Entry(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(),
                Map.of(), where);
    }

    public Entry ofPart(String name) {
        return new Entry(Optional.of(name), id, identity, input, answers, references, fields, where);
    }

    public Entry withId(SampleId of) {
        return new Entry(part, Optional.of(of), identity, input, answers, references, fields, where);
    }

    /** With an id that is a text. */
    public Entry withId(String of) {
        return withId(new SampleId(of, false));
    }

    public Entry withIdentity(String proof) {
        return new Entry(part, id, Optional.of(proof), input, answers, references, fields, where);
    }

    public Entry withInput(String text) {
        return new Entry(part, id, identity, Optional.of(text), answers, references, fields, where);
    }

    public Entry withAnswers(List<Answer> given) {
        return new Entry(part, id, identity, input, given, references, fields, where);
    }

    public Entry withReferences(List<String> right) {
        return new Entry(part, id, identity, input, answers, right, fields, where);
    }

    public Entry withFields(Map<String, JsonNode> others) {
        return new Entry(part, id, identity, input, answers, references, others, where);
    }
}

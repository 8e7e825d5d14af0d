package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * An entry of the journal: a prompt that was asked, and the answer or the failure.
 *
 * @param generator
 *            the name of the generator that was asked
 * @param fingerprint
 *            of the generator
 * @param sample
 *            the id of the sample
 * @param prompt
 *            the digest of the prompt
 * @param outcome
 *            an answer or a failure
 */
record JournalEntry(String generator, String fingerprint, String sample, String prompt, Outcome outcome) {
    private static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build();

    JournalEntry {
        Objects.requireNonNull(generator, "generator");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(sample, "sample");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(outcome, "outcome");
    }

    /** The line in UTF-8, with its line feed. */
    byte[] line() {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("generator", generator);
            json.writeStringProperty("fingerprint", fingerprint);
            json.writeName("sample");
            JsonText.write(json, sample);
            json.writeStringProperty("prompt", prompt);
            write(json);
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private void write(JsonGenerator json) {
        switch (outcome) {
            case Outcome.Answer answer -> write(json, answer);
            case Outcome.Unusable(Outcome.Answer answer, String reason) -> {
                write(json, answer);
                json.writeName("failure");
                JsonText.write(json, reason);
            }
            case Outcome.Failure(String reason) -> {
                json.writeName("failure");
                JsonText.write(json, reason);
            }
            case Outcome.Unasked _ -> throw new IllegalArgumentException("nothing came of it");
        }
    }

    private static void write(JsonGenerator json, Outcome.Answer answer) {
        json.writeName("text");
        JsonText.write(json, answer.text());
        json.writeNumberProperty("input_tokens", answer.inputTokens());
        json.writeNumberProperty("output_tokens", answer.outputTokens());
        json.writeBooleanProperty("counted", answer.counted());
        json.writeNumberProperty("seconds", answer.seconds());
        answer.reasoning().ifPresent(words -> {
            json.writeName("reasoning");
            JsonText.write(json, words);
        });
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException
     *             if it is not a line of a journal
     */
    static JournalEntry parse(byte[] line) {
        var fields = new Fields();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("expected an object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                json.nextToken();
                fields.read(key, json);
            }
            return fields.entry();
        } catch (JacksonException | NullPointerException e) {
            throw new IllegalArgumentException("expected what generate writes", e);
        }
    }

    /** What has been read so far. */
    private static final class Fields {
        private String generator;
        private String fingerprint;
        private String sample;
        private String prompt;
        private String text;
        private String failure;
        private String reasoning;
        private long inputTokens;
        private long outputTokens;
        private boolean counted;
        private double seconds;

        void read(String key, JsonParser json) {
            switch (key) {
                case "generator" -> generator = json.getString();
                case "fingerprint" -> fingerprint = json.getString();
                case "sample" -> sample = json.getString();
                case "prompt" -> prompt = json.getString();
                case "text" -> text = json.getString();
                case "failure" -> failure = json.getString();
                case "reasoning" -> reasoning = json.getString();
                case "input_tokens" -> inputTokens = json.getLongValue();
                case "output_tokens" -> outputTokens = json.getLongValue();
                case "counted" -> counted = json.getBooleanValue();
                case "seconds" -> seconds = json.getDoubleValue();
                default -> json.skipChildren();
            }
        }

        JournalEntry entry() {
            return new JournalEntry(generator, fingerprint, sample, prompt, outcome());
        }

        private Outcome outcome() {
            if (text == null) {
                return new Outcome.Failure(Objects.requireNonNull(failure, "failure"));
            }
            var answer = new Outcome.Answer(text, inputTokens, outputTokens, counted, seconds,
                    Optional.ofNullable(reasoning));
            return failure == null ? answer : new Outcome.Unusable(answer, failure);
        }
    }
}

package dev.smoothie.engine.data;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import tools.jackson.core.JsonToken;

/** Reads our own layout: one JSON object per line, files one after the other. */
final class JsonLinesReader extends SampleReader {
    private final List<InputFile> files;
    private final Map<InputFile, String> names;
    private final boolean labelled;
    private int opened;
    private TextReader text;

    /** A reader; only a {@code labelled} one looks at labels, and minds whether they are well-formed. */
    JsonLinesReader(List<InputFile> files, boolean labelled) {
        this.files = files;
        this.labelled = labelled;
        this.names = names(files);
    }

    /** What default ids begin with: the last part of the path where that tells the files apart, else the path. */
    private static Map<InputFile, String> names(List<InputFile> files) {
        Map<String, Long> uses = files.stream()
                .collect(Collectors.groupingBy(InputFile::shortName, Collectors.counting()));
        var names = new HashMap<InputFile, String>();
        files.forEach(file -> names.put(file, uses.get(file.shortName()) == 1 ? file.shortName() : file.name()));
        return names;
    }

    @Override
    Sample advance() {
        while (text != null || opened < files.size()) {
            if (text == null) {
                text = files.get(opened++).open();
            }
            if (text.peek() >= 0 && text.readLine()) {
                return parse();
            }
            text.close();
            text = null;
        }
        return null;
    }

    private Sample parse() {
        try (JsonCursor json = JsonCursor.overLine(text)) {
            json.expect(JsonToken.START_OBJECT, "a JSON object, one per line");
            Sample sample = new Fields(json, labelled).read(defaultId());
            json.expectEnd();
            return sample;
        }
    }

    private SampleId defaultId() {
        return files.size() == 1
                ? SampleId.of(text.lineNumber())
                : new SampleId("%s:%d".formatted(names.get(files.get(opened - 1)), text.lineNumber()), false);
    }

    @Override
    public void close() {
        if (text != null) {
            text.close();
        }
    }

    /** The fields of one object as they are found. */
    private static final class Fields {
        private final JsonCursor json;
        private final String where;
        private Optional<SampleId> id = Optional.empty();
        private Optional<String> input = Optional.empty();
        private Optional<String> embeddingInput = Optional.empty();
        private Map<String, List<String>> generations = Map.of();
        private final boolean labelled;
        private Optional<String> dataset = Optional.empty();
        private Map<String, Double> scores = Map.of();
        private List<String> references = List.of();

        Fields(JsonCursor json, boolean labelled) {
            this.json = json;
            this.labelled = labelled;
            this.where = json.where();
        }

        Sample read(SampleId defaultId) {
            for (String key = json.key(); key != null; key = json.key()) {
                switch (key) {
                    case "id" -> id = json.id();
                    case "input" -> input = json.optionalText(key);
                    case "embedding_input" -> embeddingInput = json.optionalText(key);
                    case "generations" -> generations = generations();
                    default -> {
                        if (!labelled || !label(key)) {
                            json.skip();
                        }
                    }
                }
            }
            // Data sets of the reference's layout may have an "input" of their own meaning beside it.
            return new Sample(id.orElse(defaultId), embeddingInput.or(() -> input), generations,
                    labelled ? new Labels(dataset, scores, references) : Labels.NONE, where);
        }

        /** Reads a label; false if {@code key} is none. */
        private boolean label(String key) {
            switch (key) {
                case "dataset" -> dataset = json.optionalText(key);
                case "scores" -> scores = scores();
                case "reference" -> references = json.texts(key);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private Map<String, Double> scores() {
            JsonToken token = json.next();
            if (token == JsonToken.VALUE_NULL) {
                return Map.of();
            }
            if (token != JsonToken.START_OBJECT) {
                throw json.unexpected("\"scores\" to be an object {generator: number}");
            }
            var found = new LinkedHashMap<String, Double>();
            for (String generator = json.key(); generator != null; generator = json.key()) {
                OptionalDouble score = json.optionalNumber("the score of \"%s\"".formatted(generator));
                if (score.isPresent()) {
                    found.put(generator, score.getAsDouble());
                }
            }
            return found;
        }

        private Map<String, List<String>> generations() {
            JsonToken token = json.next();
            if (token == JsonToken.VALUE_NULL) {
                return Map.of();
            }
            if (token != JsonToken.START_OBJECT) {
                throw json.unexpected("\"generations\" to be an object {generator: output}");
            }
            var found = new LinkedHashMap<String, List<String>>();
            for (String generator = json.key(); generator != null; generator = json.key()) {
                if (generator.isBlank()) {
                    throw json.failure("a generator without a name in \"generations\"");
                }
                found.put(generator, json.repeats(generator));
            }
            return found;
        }
    }
}

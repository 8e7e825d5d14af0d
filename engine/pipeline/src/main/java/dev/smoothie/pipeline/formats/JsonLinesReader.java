package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Labels;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.LineBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JsonToken;

/** Reads samples in Smoothie's own layout: one JSON object on each line, files one after the other. */
public final class JsonLinesReader extends SampleReader {
    private final LinesOfFiles lines;
    private final DefaultIds defaultIds;
    private final Extra extra;
    private boolean mentionsCosts;
    private final List<String> fieldNames = new ArrayList<>();
    private final Map<String, Integer> fieldNumbers = new HashMap<>();
    private final FieldCounts fieldCounts = new FieldCounts();

    JsonLinesReader(List<InputFile> files, Extra extra) {
        this(new LinesOfFiles(files), new DefaultIds(files), extra);
    }

    /**
     * Reads the lines of one block.
     *
     * @param linesBefore
     *            how many lines of its file come before it
     */
    JsonLinesReader(LineBlock block, long linesBefore, DefaultIds defaultIds, Extra extra) {
        this(new LinesOfFiles(block.input(), block.text(linesBefore)), defaultIds, extra);
    }

    private JsonLinesReader(LinesOfFiles lines, DefaultIds defaultIds, Extra extra) {
        this.lines = lines;
        this.defaultIds = defaultIds;
        this.extra = extra;
    }

    @Override
    protected Sample advance() {
        return lines.advance() ? parse() : null;
    }

    private Sample parse() {
        try (JsonCursor json = lines.json()) {
            LinesOfFiles.enter(json);
            fieldCounts.begin();
            var fields = new Fields(json, extra, this::seeField);
            Sample sample = fields.read(defaultIds.of(lines.file(), lines.number()));
            json.expectEnd();
            mentionsCosts |= fields.mentionsCosts;
            return sample;
        }
    }

    private void seeField(String name) {
        fieldCounts.see(fieldNumbers.computeIfAbsent(name, _ -> {
            if (fieldNames.size() >= FieldCounts.MOST) {
                return FieldCounts.MOST;
            }
            fieldNames.add(name);
            return fieldNames.size() - 1;
        }));
    }

    /** The names of the fields of the samples so far, in the order of their numbers. */
    List<String> fields() {
        return fieldNames;
    }

    /** How many of the samples so far have each field. */
    FieldCounts fieldCounts() {
        return fieldCounts;
    }

    @Override
    public boolean mentionsCosts() {
        return mentionsCosts;
    }

    @Override
    public void close() {
        lines.close();
    }

    /** The fields of one sample that have been read so far. */
    private static final class Fields {
        private final JsonCursor json;
        private final String where;
        private Optional<SampleId> id = Optional.empty();
        private Optional<String> input = Optional.empty();
        private Optional<String> embeddingInput = Optional.empty();
        private Map<String, List<String>> generations = Map.of();
        private final Extra extra;
        private Optional<String> dataset = Optional.empty();
        private Map<String, List<Double>> scores = Map.of();
        private List<String> references = List.of();
        private Map<String, Double> costs = Map.of();
        private boolean mentionsCosts;
        private final ReviewFields reviews = new ReviewFields();

        private final Consumer<String> seen;

        Fields(JsonCursor json, Extra extra, Consumer<String> seen) {
            this.json = json;
            this.seen = seen;
            this.extra = extra;
            this.where = json.where();
        }

        Sample read(SampleId defaultId) {
            for (String key = json.key(); key != null; key = json.key()) {
                seen.accept(key);
                switch (key) {
                    case "id" -> id = json.id();
                    case "input" -> input = json.optionalText(key);
                    case "embedding_input" -> embeddingInput = json.optionalText(key);
                    case "generations" -> generations = generations();
                    case "cost" -> cost();
                    case "reviews" -> reviews();
                    default -> {
                        if (extra != Extra.LABELS || !label(key)) {
                            json.skip();
                        }
                    }
                }
            }
            // Datasets in the layout of the paper's reference code may also have an "input", with a meaning of their
            // own.
            return new Sample(id.orElse(defaultId), embeddingInput.or(() -> input), generations,
                    extra == Extra.LABELS ? new Labels(dataset, scores, references) : Labels.NONE, costs,
                    reviews.of(generations), where);
        }

        /** Reads a label. Returns false if {@code key} is not a label. */
        private boolean label(String key) {
            switch (key) {
                case "dataset" -> dataset = json.optionalText(key);
                case "scores" -> scores = values(key, this::scoresOf);
                case "reference" -> references = json.texts(key);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void cost() {
            mentionsCosts = true;
            if (extra == Extra.COSTS) {
                costs = values("cost", this::costOf);
            } else {
                json.skip();
            }
        }

        private void reviews() {
            if (extra == Extra.REVIEWS) {
                reviews.read(json);
            } else {
                json.skip();
            }
        }

        private Optional<Double> costOf(String generator) {
            OptionalDouble cost = json.optionalAmount("the cost of \"%s\"".formatted(generator));
            return cost.isPresent() ? Optional.of(cost.getAsDouble()) : Optional.empty();
        }

        /** The scores of an output: one number, or a list where it was scored several times. */
        private Optional<List<Double>> scoresOf(String generator) {
            List<Double> given = json.numbers("the score of \"%s\"".formatted(generator)).stream()
                    .filter(OptionalDouble::isPresent).map(OptionalDouble::getAsDouble).toList();
            return given.isEmpty() ? Optional.empty() : Optional.of(given);
        }

        /** An object with one value for each generator; without those that have none. */
        private <T> Map<String, T> values(String key, Function<String, Optional<T>> next) {
            JsonToken token = json.next();
            if (token == JsonToken.VALUE_NULL) {
                return Map.of();
            }
            if (token != JsonToken.START_OBJECT) {
                throw json.unexpected("\"%s\" to be an object {generator: number}".formatted(key));
            }
            var found = new LinkedHashMap<String, T>();
            for (String generator = json.key(); generator != null; generator = json.key()) {
                String name = generator;
                next.apply(name).ifPresent(value -> found.put(name, value));
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

package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonArrayFile;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.samples.Labels;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonToken;

/**
 * Reads samples from AlpacaEval's {@code model_outputs.json} files, one for each generator, all at the same pace. Each
 * file is a list of {@code {"instruction", "output", "generator"}}, with the same instructions in all files.
 */
public final class AlpacaEvalReader extends SampleReader {
    private final List<JsonArrayFile> files = new ArrayList<>();
    private final List<InputFile> sources;
    private final String[] generators;

    AlpacaEvalReader(List<InputFile> sources) {
        this.sources = sources;
        this.generators = new String[sources.size()];
        try {
            sources.forEach(source -> files.add(JsonArrayFile.open(source)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    protected Sample advance() {
        JsonArrayFile first = files.getFirst();
        boolean more = first.nextItem();
        Item firstItem = more ? item(0) : null;
        var generations = LinkedHashMap.<String, List<String>>newLinkedHashMap(files.size());
        if (more) {
            generations.put(generators[0], firstItem.repeats);
        }
        for (int f = 1; f < files.size(); f++) {
            if (files.get(f).nextItem() != more) {
                throw differentLengths(more ? first : files.get(f), more ? files.get(f) : first);
            }
            if (more) {
                Item item = item(f);
                checkInstruction(firstItem, item);
                generations.put(generators[f], item.repeats);
            }
        }
        return more
                ? new Sample(SampleId.of(first.items()), Optional.of(firstItem.instruction), generations,
                        Labels.NONE, Map.of(), firstItem.where)
                : null;
    }

    private static SmoothieException differentLengths(JsonArrayFile longer, JsonArrayFile shorter) {
        return new SmoothieException("%s has more items than %s, which ends after %d; every file must answer the same "
                .formatted(longer.name(), shorter.name(), shorter.items()) + "instructions in the same order");
    }

    private static void checkInstruction(Item first, Item item) {
        if (!first.instruction.equals(item.instruction)) {
            throw new SmoothieException(
                    "%s and %s answer different instructions, \"%s\" and \"%s\"; every file must answer the same "
                            .formatted(
                                    first.where, item.where, JsonCursor.excerpt(first.instruction),
                                    JsonCursor.excerpt(item.instruction))
                            + "instructions in the same order");
        }
    }

    /**
     * Reads the rest of an item of file {@code f}, whose first token was taken. The first item tells the name of the
     * file's generator.
     */
    private Item item(int f) {
        JsonArrayFile file = files.get(f);
        Item item = new Item(file);
        String before = generators[f];
        String found = item.generator.orElse(before == null ? nameFromPath(sources.get(f)) : before);
        if (before == null) {
            checkDistinct(f, found);
            generators[f] = found;
        } else if (!before.equals(found)) {
            throw new SmoothieException(
                    "%s: the generator is \"%s\", in the items before it is \"%s\"; one file per generator"
                            .formatted(item.where, found, before));
        }
        return item;
    }

    private void checkDistinct(int f, String name) {
        for (int other = 0; other < f; other++) {
            if (name.equals(generators[other])) {
                throw new SmoothieException("%s and %s are both of generator \"%s\"; one file per generator"
                        .formatted(sources.get(other).name(), sources.get(f).name(), name));
            }
        }
    }

    /**
     * The generator's name from the path of its file: AlpacaEval names files {@code <model>/model_outputs.json}; any
     * other file is taken to be {@code <model>.json}.
     */
    private static String nameFromPath(InputFile file) {
        String name = file.shortName().replaceFirst("\\.json(\\.gz)?$", "");
        Optional<String> directory = Optional.ofNullable(file.path().toAbsolutePath().getParent().getFileName())
                .map(Object::toString);
        return name.equals("model_outputs") ? directory.orElse(name) : name;
    }

    @Override
    public void close() {
        files.forEach(JsonArrayFile::close);
    }

    /** One object of one file. */
    private static final class Item {
        private final String where;
        private final String instruction;
        private final List<String> repeats;
        private Optional<String> generator = Optional.empty();

        Item(JsonArrayFile file) {
            JsonCursor json = file.json();
            where = file.where();
            if (!json.at(JsonToken.START_OBJECT)) {
                throw json.unexpected(
                        "an object {\"instruction\", \"output\", \"generator\"} as item %d".formatted(file.items()));
            }
            Optional<String> foundInstruction = Optional.empty();
            List<String> foundRepeats = null;
            for (String key = json.key(); key != null; key = json.key()) {
                switch (key) {
                    case "instruction" -> foundInstruction = json.optionalText(key);
                    case "output" -> foundRepeats = json.repeats(file.name());
                    case "generator" -> generator = json.optionalText(key);
                    default -> json.skip();
                }
            }
            instruction = foundInstruction.orElseThrow(() -> missing("instruction"));
            if (foundRepeats == null) {
                throw missing("output");
            }
            repeats = foundRepeats;
        }

        private SmoothieException missing(String key) {
            return new SmoothieException("%s: no \"%s\"; expected the items of AlpacaEval's model_outputs.json, "
                    .formatted(where, key) + "{\"instruction\", \"output\", \"generator\"}");
        }
    }
}

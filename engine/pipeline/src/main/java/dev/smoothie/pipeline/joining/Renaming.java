package dev.smoothie.pipeline.joining;

import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Generators that have the names of their files, because two files have outputs of one model for the same samples, and
 * are of a kind that does not tell what is different about them ({@link FileKind#mayAskOneModelTwice}).
 *
 * @param names
 *            by file, the new names of generators
 */
record Renaming(Map<Integer, Map<String, String>> names) {
    /** All keep their names. */
    static final Renaming NONE = new Renaming(Map.of());

    /**
     * Finds out which generators that are.
     *
     * @param samples
     *            by entry, the sample that it is about
     * @param fileNames
     *            by file, the name that it gives to a generator
     */
    static Renaming of(List<FileReport> files, List<FileKind> kinds, List<EntryKey> entries, int[] samples,
            List<String> fileNames) {
        List<Integer> candidates = IntStream.range(0, files.size())
                .filter(file -> kinds.get(file).mayAskOneModelTwice()).boxed().toList();
        var told = new HashMap<Integer, BitSet>();
        for (int i = 0; i < samples.length; i++) {
            if (entries.get(i).answers()) {
                told.computeIfAbsent(entries.get(i).file(), _ -> new BitSet()).set(samples[i]);
            }
        }
        Map<Integer, Map<String, String>> names = new LinkedHashMap<>();
        for (int first : candidates) {
            for (int second : candidates) {
                if (first != second && told.containsKey(first) && told.containsKey(second)
                        && told.get(first).intersects(told.get(second))) {
                    files.get(first).generators().stream().filter(files.get(second).generators()::contains).forEach(
                            model -> names.computeIfAbsent(first, _ -> new LinkedHashMap<>())
                                    .putIfAbsent(model, name(files.get(first), fileNames.get(first), model)));
                }
            }
        }
        names.forEach((file, renamed) -> renamed.forEach((model, name) -> files.get(file).addNote(
                "its outputs are those of %s, as in another file; they have the name %s".formatted(model, name))));
        return new Renaming(names);
    }

    private static String name(FileReport file, String fileName, String model) {
        return file.generators().size() == 1 ? fileName : fileName + "/" + model;
    }

    /** The entry with the new names. */
    Entry apply(int file, Entry entry) {
        Map<String, String> renamed = names.get(file);
        if (renamed == null) {
            return entry;
        }
        return entry.withAnswers(entry.answers().stream().map(answer -> new Answer(
                renamed.getOrDefault(answer.generator(), answer.generator()), answer.outputs(), answer.scores(),
                answer.cost())).toList());
    }

    /** All generators by their new names. */
    Set<String> generators(List<FileReport> files) {
        var all = new LinkedHashSet<String>();
        for (int file = 0; file < files.size(); file++) {
            Map<String, String> renamed = names.getOrDefault(file, Map.of());
            files.get(file).generators().forEach(model -> all.add(renamed.getOrDefault(model, model)));
        }
        return all;
    }
}

package dev.smoothie.pipeline.joining;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which entries are about the same sample.
 *
 * @param by
 *            how that was found out
 * @param samples
 *            by entry, the sample that it is about; samples are numbered in the order of their first entries
 * @param count
 *            the number of samples
 */
record Matching(By by, int[] samples, int count) {

    /** By what entries are joined. */
    enum By {
        ID("their ids"), INPUT("their inputs"), PLACE("their place in the file");

        private final String label;

        By(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Whether the entries can be joined at all: with ids, with inputs, or because every file has as many. */
    static Optional<By> by(List<EntryKey> entries, int files) {
        boolean ids = entries.stream().allMatch(entry -> entry.id().isPresent());
        boolean inputs = entries.stream().allMatch(entry -> entry.input().isPresent());
        if (ids && !(inputs && files > 1 && onlyInputsAreShared(entries))) {
            return Optional.of(By.ID);
        }
        if (inputs) {
            return Optional.of(By.INPUT);
        }
        int[] counts = new int[files];
        entries.forEach(entry -> counts[entry.file()]++);
        return Arrays.stream(counts).distinct().count() == 1 ? Optional.of(By.PLACE) : Optional.empty();
    }

    /** Whether no two files have an id in common, and some have inputs in common: ids are then each file's own. */
    private static boolean onlyInputsAreShared(List<EntryKey> entries) {
        return !shared(entries, entry -> List.of(entry.part(), entry.id()))
                && shared(entries, entry -> entry.input().orElseThrow());
    }

    private static boolean shared(List<EntryKey> entries, Function<EntryKey, Object> key) {
        Map<Object, Integer> files = new HashMap<>();
        for (EntryKey entry : entries) {
            Integer before = files.putIfAbsent(key.apply(entry), entry.file());
            if (before != null && before != entry.file()) {
                return true;
            }
        }
        return false;
    }

    static Matching of(List<EntryKey> entries, By by) {
        boolean parts = entries.stream().allMatch(entry -> entry.part().isPresent());
        Map<Object, Integer> numbers = new HashMap<>();
        int[] samples = new int[entries.size()];
        for (int i = 0; i < samples.length; i++) {
            EntryKey entry = entries.get(i);
            Object key = switch (by) {
                case ID -> List.of(parts ? entry.part() : Optional.empty(), entry.id());
                case INPUT -> List.of(parts ? entry.part() : Optional.empty(), entry.input());
                case PLACE -> entry.place();
            };
            samples[i] = numbers.computeIfAbsent(key, _ -> numbers.size());
        }
        return new Matching(by, samples, numbers.size());
    }

    /** The entries of each sample, in their order. */
    int[][] entriesOfSamples() {
        int[][] entries = new int[count][];
        int[] counts = new int[count];
        for (int sample : samples) {
            counts[sample]++;
        }
        for (int sample = 0; sample < count; sample++) {
            entries[sample] = new int[counts[sample]];
        }
        int[] filled = new int[count];
        for (int i = 0; i < samples.length; i++) {
            entries[samples[i]][filled[samples[i]]++] = i;
        }
        return entries;
    }

    /** Whether two entries of one sample have different inputs, and nothing proves that it is the same sample. */
    static boolean disagree(EntryKey first, EntryKey second) {
        return first.input().isPresent() && second.input().isPresent() && !first.input().equals(second.input())
                && !(first.identity().isPresent() && first.identity().equals(second.identity()));
    }
}

package dev.smoothie.pipeline.joining;

import dev.smoothie.pipeline.samples.SampleId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ids of joined samples, which are unique: those of the files if they can be. */
final class SampleNames {
    private final List<EntryKey> keys;
    private final By by;

    /** What samples are named by. */
    private enum By {
        /** By their ids. */
        ID,
        /** By the part of the set and their ids, which are unique within it only. */
        PART_AND_ID,
        /** By their number, because their ids are not unique or not there. */
        NUMBER
    }

    private SampleNames(List<EntryKey> keys, By by) {
        this.keys = keys;
        this.by = by;
    }

    /**
     * Chooses what samples are named by.
     *
     * @param samples
     *            for each sample, which entries it consists of
     * @param keys
     *            the keys of all entries
     */
    static SampleNames of(int[][] samples, List<EntryKey> keys) {
        Set<String> ids = new HashSet<>();
        Set<String> full = new HashSet<>();
        boolean unique = true;
        for (int[] entries : samples) {
            EntryKey first = firstWithId(entries, keys);
            if (first.id().isEmpty() || !full.add(full(first))) {
                return new SampleNames(keys, By.NUMBER);
            }
            unique &= ids.add(first.id().get());
        }
        return new SampleNames(keys, unique ? By.ID : By.PART_AND_ID);
    }

    /**
     * The id of a sample.
     *
     * @param number
     *            its number among those that are written, from 1
     */
    SampleId of(int[] entries, SampleMerge sample, int number) {
        return switch (by) {
            case ID -> sample.id().orElseThrow();
            case PART_AND_ID -> new SampleId(full(firstWithId(entries, keys)), false);
            case NUMBER -> SampleId.of(number);
        };
    }

    private static EntryKey firstWithId(int[] entries, List<EntryKey> keys) {
        for (int entry : entries) {
            if (keys.get(entry).id().isPresent()) {
                return keys.get(entry);
            }
        }
        return keys.get(entries[0]);
    }

    private static String full(EntryKey key) {
        return key.part().map(part -> part + "/").orElse("") + key.id().orElse("");
    }
}

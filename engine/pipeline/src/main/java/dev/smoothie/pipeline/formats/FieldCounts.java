package dev.smoothie.pipeline.formats;

import java.util.Arrays;

/**
 * Counts in how many of some lines that follow each other each field is, and finds the first line that lacks it. Fields
 * are numbered by the caller. For one thread.
 */
final class FieldCounts {
    /** Fields beyond this many are not counted: names are then data. */
    static final int MOST = 128;

    private int samples;
    private int[] counts = new int[8];
    /** By field, the first sample that has it; -1 before there is one. */
    private int[] first = filled(8);
    /** By field, the sample that has it and comes last; -1 before the first. */
    private int[] last = filled(8);
    /** By field, the first sample that lacks it, as far as it was known when the field was seen last. */
    private int[] missing = filled(8);

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, -1);
        return array;
    }

    /** Begins the next sample. */
    void begin() {
        samples++;
    }

    /** Notes that the sample has a field. */
    void see(int field) {
        if (field < 0 || field >= MOST) {
            return;
        }
        if (field >= counts.length) {
            int before = counts.length;
            int length = Math.max(field + 1, 2 * before);
            counts = Arrays.copyOf(counts, length);
            first = Arrays.copyOf(first, length);
            last = Arrays.copyOf(last, length);
            missing = Arrays.copyOf(missing, length);
            Arrays.fill(first, before, length, -1);
            Arrays.fill(last, before, length, -1);
            Arrays.fill(missing, before, length, -1);
        }
        int sample = samples - 1;
        if (last[field] < sample) {
            if (missing[field] < 0 && last[field] + 1 < sample) {
                missing[field] = last[field] + 1;
            }
            first[field] = first[field] < 0 ? sample : first[field];
            last[field] = sample;
            counts[field]++;
        }
    }

    /** How many samples there are. */
    int samples() {
        return samples;
    }

    /** How many samples have the field. */
    int count(int field) {
        return field < counts.length ? counts[field] : 0;
    }

    /** The first sample that lacks the field, counted from the first of these lines; -1 if all have it. */
    int firstWithout(int field) {
        if (count(field) == samples) {
            return -1;
        }
        return field >= counts.length ? 0 : missing[field] >= 0 ? missing[field] : last[field] + 1;
    }

    /** The first sample that has the field; -1 if none has. */
    int firstWith(int field) {
        return field < counts.length ? first[field] : -1;
    }
}

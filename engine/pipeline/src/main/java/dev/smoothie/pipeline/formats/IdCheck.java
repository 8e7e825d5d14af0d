package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds ids that two samples have in common. This is exact, and takes 8 bytes for each sample: equal ids have equal
 * hashes, so a second pass compares the ids themselves only where hashes are equal.
 */
final class IdCheck {
    /**
     * How many suspected ids one pass compares. A file that is given twice may have a million; the first pass over a
     * few of them finds one that repeats.
     */
    private static final int SUSPECTS_PER_PASS = 1 << 10;

    private long[] hashes = new long[1 << 10];
    private int size;

    void add(SampleId id) {
        add(hash(id.text()));
    }

    /** Adds an id by its {@link #hash}. */
    void add(long hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, size));
        }
        hashes[size++] = hash;
    }

    /**
     * Fails if two of the added ids, which are those of {@code source}, are the same. This object cannot be used
     * afterwards.
     */
    void check(SampleSource source) {
        Arrays.parallelSort(hashes, 0, size);
        Set<Long> suspects = new HashSet<>();
        for (int i = 1; i < size; i++) {
            if (hashes[i] == hashes[i - 1]) {
                suspects.add(hashes[i]);
            }
            if (suspects.size() == SUSPECTS_PER_PASS) {
                compare(source, suspects);
                suspects.clear();
            }
        }
        if (!suspects.isEmpty()) {
            compare(source, suspects);
        }
    }

    private static void compare(SampleSource source, Set<Long> suspects) {
        Map<SampleId, String> places = new HashMap<>();
        try (SampleReader samples = source.open()) {
            while (samples.hasNext()) {
                Sample sample = samples.next();
                if (!suspects.contains(hash(sample.id().text()))) {
                    continue;
                }
                String before = places.putIfAbsent(sample.id(), sample.where());
                if (before != null) {
                    throw new SmoothieException("%s: the id %s repeats that of %s; every sample needs an id of its own"
                            .formatted(sample.where(), sample.id(), before));
                }
            }
        }
    }

    /** A hash of 64 bits. A million ids collide with probability 3e-8; a collision only costs a second pass. */
    static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = with(hash, text.charAt(i));
        }
        return hash;
    }

    /** The same of a text that is all ASCII. */
    static long hash(byte[] bytes, int from, int to) {
        long hash = (long) to - from;
        for (int i = from; i < to; i++) {
            hash = with(hash, bytes[i]);
        }
        return hash;
    }

    private static long with(long hash, int character) {
        long mixed = (hash ^ character) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 32);
    }
}

package dev.smoothie.engine.data;

import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds ids that repeat, exactly and in 8 bytes per sample: equal ids have equal hashes, so only where hashes repeat does a
 * second pass compare the ids themselves.
 */
final class IdCheck {
    /** A file given twice has a million; the first pass over a few of them finds a repeat. */
    private static final int SUSPECTS_PER_PASS = 1 << 10;

    private long[] hashes = new long[1 << 10];
    private int size;

    void add(SampleId id) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, size));
        }
        hashes[size++] = hash(id.text());
    }

    /** Throws if two of the ids added, which are those of {@code source}, are the same. Ends the use of this object. */
    void check(SampleSource source) {
        Arrays.sort(hashes, 0, size);
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

    /** 64 bits: 1e6 ids collide with probability 3e-8, and then cost a second pass, no more. */
    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }
}

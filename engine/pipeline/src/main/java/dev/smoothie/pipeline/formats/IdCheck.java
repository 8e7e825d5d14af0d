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
 * Finds ids that two samples have in common. This is exact, and takes 16 to 32 bytes for each sample: equal ids have
 * equal hashes, so a second pass compares the ids themselves only where hashes are equal.
 */
final class IdCheck {
    /**
     * How many suspected ids one pass compares. A file that is given twice may have a million; the first pass over a
     * few of them finds one that repeats.
     */
    private static final int SUSPECTS_PER_PASS = 1 << 10;

    /** An open hash table; 0 is an empty place. */
    private long[] table = new long[1 << 11];
    private int size;
    /** Hashes that were there already, in order. */
    private long[] suspects = {};
    private int suspected;

    void add(SampleId id) {
        add(hash(id.text()));
    }

    /** Adds an id by its {@link #hash}. */
    void add(long anyHash) {
        long hash = nonZero(anyHash);
        if (put(hash)) {
            if (2 * ++size > table.length) {
                grow();
            }
        } else {
            suspect(hash);
        }
    }

    private void suspect(long hash) {
        if (suspected == suspects.length) {
            suspects = Arrays.copyOf(suspects, Math.max(8, Math.multiplyExact(2, suspected)));
        }
        suspects[suspected++] = hash;
    }

    private static long nonZero(long hash) {
        return hash == 0 ? 1 : hash;
    }

    /** Whether it was not there yet. */
    private boolean put(long hash) {
        int mask = table.length - 1;
        int place = (int) hash & mask; // hashes are mixed well
        while (table[place] != 0) {
            if (table[place] == hash) {
                return false;
            }
            place = (place + 1) & mask;
        }
        table[place] = hash;
        return true;
    }

    private void grow() {
        long[] smaller = table;
        table = new long[Math.multiplyExact(2, smaller.length)];
        for (long hash : smaller) {
            if (hash != 0) {
                put(hash);
            }
        }
    }

    /** Fails if two of the added ids, which are those of {@code source}, are the same. */
    void check(SampleSource source) {
        Set<Long> some = new HashSet<>();
        for (int i = 0; i < suspected; i++) {
            some.add(suspects[i]);
            if (some.size() == SUSPECTS_PER_PASS) {
                compare(source, some);
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            compare(source, some);
        }
    }

    private static void compare(SampleSource source, Set<Long> suspects) {
        Map<SampleId, String> places = new HashMap<>();
        try (SampleReader samples = source.open()) {
            while (samples.hasNext()) {
                Sample sample = samples.next();
                if (!suspects.contains(nonZero(hash(sample.id().text())))) {
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

package dev.smoothie.pipeline.embedding;

import dev.smoothie.pipeline.kept.Digest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The distinct texts that are in memory at one time, and where the vector of each is to be written. */
final class Window {
    private final Map<String, Text> texts = new LinkedHashMap<>();
    private long characters;

    /** A text and the targets of its vector. */
    static final class Text {
        private final String value;
        private long[] targets = new long[1];
        private int count;
        private Digest digest;

        private Text(String value) {
            this.value = value;
        }

        String value() {
            return value;
        }

        long[] targets() {
            return Arrays.copyOf(targets, count);
        }

        /** Made at the first call. */
        Digest digest() {
            if (digest == null) {
                digest = Digest.of(value);
            }
            return digest;
        }

        private void add(long target) {
            if (count == targets.length) {
                targets = Arrays.copyOf(targets, 2 * count);
            }
            targets[count++] = target;
        }
    }

    void add(String value, long target) {
        Text text = texts.get(value);
        if (text == null) {
            text = new Text(value);
            texts.put(value, text);
            characters += value.length();
        }
        text.add(target);
    }

    long characters() {
        return characters;
    }

    int size() {
        return texts.size();
    }

    /**
     * Removes the texts that an earlier window had.
     *
     * @param known
     *            where the vector of each earlier text is
     * @return pairs of where the vector is and where it goes, one after the other
     */
    long[] takeKnown(Map<Digest, Long> known) {
        var pairs = LongStream.builder();
        texts.values().removeIf(text -> {
            Long source = known.get(text.digest());
            if (source != null) {
                for (long target : text.targets()) {
                    pairs.add(source).add(target);
                }
            }
            return source != null;
        });
        return pairs.build().toArray();
    }

    /** The texts, the longest first, and those of equal length in the order of their first appearance. */
    List<Text> texts() {
        return texts.values().stream().sorted(Comparator.comparingInt((Text text) -> text.value().length()).reversed())
                .toList();
    }
}

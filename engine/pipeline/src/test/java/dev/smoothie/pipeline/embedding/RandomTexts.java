package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.bench.GpuTexts;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.TokenizedTexts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Texts of random words, of as many tokens as one wants, because each word is one token.
 *
 * @param words
 *            such words
 * @param ends
 *            tokens that every text has besides its words
 */
record RandomTexts(List<String> words, int ends) {
    private static final Pattern WORD = Pattern.compile("\"([a-z]{2,})\"\\s*:\\s*\\d");
    /** Tokens of a short text. */
    private static final int SHORT = 16;

    /**
     * Texts of one kind.
     *
     * @param texts
     *            the texts, all different but by chance
     * @param tokens
     *            how many they have in all
     */
    record Kind(List<String> texts, long tokens) {}

    RandomTexts {
        words = List.copyOf(words);
    }

    /** Takes the words from a {@code tokenizer.json}: all lower-case ones that its tokenizer makes one token of. */
    static RandomTexts of(String json, Encoder tokenizer) {
        List<String> candidates = WORD.matcher(json).results().map((MatchResult word) -> word.group(1)).distinct()
                .toList();
        int ends = tokenizer.tokenize(List.of("")).ids().length;
        TokenizedTexts tokens = tokenizer.tokenize(candidates);
        return new RandomTexts(IntStream.range(0, candidates.size())
                .filter(i -> tokens.starts()[i + 1] - tokens.starts()[i] == ends + 1).mapToObj(candidates::get)
                .toList(), ends);
    }

    /** Texts of mixed lengths as the check of ids has them, of the longest, and short ones; equal for equal arguments. */
    Map<String, Kind> kinds(int count, int longest) {
        var random = new Random(1);
        var kinds = new LinkedHashMap<String, Kind>();
        kinds.put("mixed", kind(random, GpuTexts.lengths(random, count, longest)));
        kinds.put(Integer.toString(longest), kind(random, same(Math.max(1, count / 5), longest)));
        kinds.put(Integer.toString(SHORT), kind(random, same(count, SHORT)));
        return kinds;
    }

    private Kind kind(Random random, int[] lengths) {
        return new Kind(Arrays.stream(lengths).mapToObj(length -> random.ints(length - ends, 0, words.size())
                .mapToObj(words::get).collect(Collectors.joining(" "))).toList(),
                Arrays.stream(lengths).asLongStream().sum());
    }

    private static int[] same(int count, int length) {
        int[] lengths = new int[count];
        Arrays.fill(lengths, length);
        return lengths;
    }
}

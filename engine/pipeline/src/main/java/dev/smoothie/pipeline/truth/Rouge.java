package dev.smoothie.pipeline.truth;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes ROUGE F-measures (Lin 2004), as Python's {@code rouge_score} does without its stemmer; what a word is,
 * {@link Words} says.
 */
final class Rouge {
    private Rouge() {}

    /**
     * F-measure of the n-grams that two texts share. An n-gram that both have is counted as often as in the text that
     * has it less often.
     */
    static double ngrams(int n, String output, String reference) {
        Map<List<String>, Integer> found = count(n, words(output));
        Map<List<String>, Integer> wanted = count(n, words(reference));
        int shared = 0;
        for (Map.Entry<List<String>, Integer> ngram : wanted.entrySet()) {
            shared += Math.min(ngram.getValue(), found.getOrDefault(ngram.getKey(), 0));
        }
        return fMeasure(shared, total(found), total(wanted));
    }

    /** F-measure of the longest common subsequence of words. */
    static double longestCommonSubsequence(String output, String reference) {
        String[] found = words(output);
        String[] wanted = words(reference);
        return fMeasure(commonLength(found, wanted), found.length, wanted.length);
    }

    private static String[] words(String text) {
        return Words.of(text).toArray(String[]::new);
    }

    private static Map<List<String>, Integer> count(int n, String[] words) {
        var counts = new HashMap<List<String>, Integer>();
        for (int start = 0; start + n <= words.length; start++) {
            counts.merge(List.of(Arrays.copyOfRange(words, start, start + n)), 1, Integer::sum);
        }
        return counts;
    }

    private static int total(Map<List<String>, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static int commonLength(String[] a, String[] b) {
        int[] lengths = new int[b.length + 1];
        for (String word : a) {
            int diagonal = 0;
            for (int j = 1; j <= b.length; j++) {
                int above = lengths[j];
                lengths[j] = word.equals(b[j - 1]) ? diagonal + 1 : Math.max(above, lengths[j - 1]);
                diagonal = above;
            }
        }
        return lengths[b.length];
    }

    /**
     * {@code 2pr/(p + r)} of precision {@code shared/found} and recall {@code shared/wanted}; 0 where nothing is
     * shared.
     */
    private static double fMeasure(int shared, int found, int wanted) {
        return shared == 0 ? 0 : 2.0 * shared / (found + wanted);
    }
}

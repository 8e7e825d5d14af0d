package org.example.bert;

import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TokenizedTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.stream.IntStream;

/**
 * A tokenizer of words: what stands between white space, in lower case, is a token. A text begins with {@code [CLS]} and
 * ends with {@code [SEP]}; words that are not in the vocabulary are {@code [UNK]}.
 *
 * @param ids
 *            the words, and their rows in the table of words
 * @param maxTokens
 *            what texts are cut to
 */
record Vocabulary(Map<String, Integer> ids, int maxTokens) {
    private static final String UNKNOWN = "[UNK]";
    private static final String START = "[CLS]";
    private static final String END = "[SEP]";

    /** Reads a file with one word a line; the first one has the id 0. */
    static Vocabulary read(Path file, int maxTokens) throws IOException {
        var ids = new HashMap<String, Integer>();
        for (String word : Files.readAllLines(file)) {
            ids.put(word, ids.size());
        }
        for (String special : List.of(UNKNOWN, START, END)) {
            if (!ids.containsKey(special)) {
                throw new SmoothieException("bert: %s has no line %s".formatted(file, special));
            }
        }
        return new Vocabulary(Map.copyOf(ids), maxTokens);
    }

    TokenizedTexts tokenize(List<String> texts) {
        IntStream.Builder all = IntStream.builder();
        var starts = new int[texts.size() + 1];
        int truncated = 0;
        for (int text = 0; text < texts.size(); text++) {
            var words = new StringTokenizer(texts.get(text).toLowerCase(Locale.ROOT));
            int count = 2;
            all.add(ids.get(START));
            for (; count < maxTokens && words.hasMoreTokens(); count++) {
                all.add(ids.getOrDefault(words.nextToken(), ids.get(UNKNOWN)));
            }
            all.add(ids.get(END));
            starts[text + 1] = starts[text] + count;
            truncated += words.hasMoreTokens() ? 1 : 0;
        }
        return new TokenizedTexts(all.build().toArray(), starts, truncated);
    }
}

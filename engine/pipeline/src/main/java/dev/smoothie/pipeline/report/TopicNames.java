package dev.smoothie.pipeline.report;

import dev.smoothie.core.evaluate.Topics;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.truth.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gives topics names: words that many of their inputs have and few others, and an input in their middle.
 *
 * @param words
 *            of each topic
 * @param typical
 *            of each topic an input, shortened
 */
public record TopicNames(List<String> words, List<String> typical) {
    private static final int WORDS = 3;
    /** Words far behind the beginning of an input are often those of a document in it. */
    private static final int LOOKED_AT = 200;
    private static final int FEWEST = 3;
    private static final int TYPICAL_LENGTH = 70;

    public TopicNames {
        words = List.copyOf(words);
        typical = List.copyOf(typical);
    }

    private record Text(int index, LinkedHashSet<String> words, String shortened) {}

    /** Reads all inputs once more. */
    public static TopicNames of(Topics topics, Dataset dataset, Workers workers) {
        var counts = new HashMap<String, int[]>();
        String[] typical = new String[topics.sizes().length];
        dataset.inBlocks(workers, Extra.NOTHING, TopicNames::read, block -> block.forEach(text -> {
            int topic = topics.of()[text.index];
            text.words.forEach(word -> counts.computeIfAbsent(word, _ -> new int[typical.length])[topic]++);
            if (topics.typical()[topic] == text.index) {
                typical[topic] = text.shortened;
            }
        }));
        return new TopicNames(
                IntStream.range(0, typical.length).mapToObj(topic -> name(topic, topics, counts)).toList(),
                List.of(typical));
    }

    private static List<Text> read(SampleBlock block) {
        var texts = new ArrayList<Text>();
        for (int rank = 0; rank < block.size(); rank++) {
            String input = block.get(rank).sample().input().orElse("");
            var words = Words.of(input).stream().limit(LOOKED_AT)
                    .filter(word -> word.length() > 2 || word.codePointAt(0) > 0x2e80)
                    .filter(word -> !Character.isDigit(word.charAt(0)))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            texts.add(new Text(block.get(rank).index(), words, MapJson.shortened(input, TYPICAL_LENGTH)));
        }
        return texts;
    }

    private static String name(int topic, Topics topics, Map<String, int[]> counts) {
        double all = IntStream.of(topics.sizes()).sum();
        return counts.entrySet().stream().filter(entry -> entry.getValue()[topic] >= FEWEST)
                .sorted(Comparator.<Map.Entry<String, int[]>>comparingDouble(
                        entry -> -distinction(entry.getValue(), topic, topics.sizes()[topic], all))
                        .thenComparing(Map.Entry::getKey))
                .limit(WORDS).filter(entry -> distinction(entry.getValue(), topic, topics.sizes()[topic], all) > 0)
                .map(Map.Entry::getKey).collect(Collectors.joining(", "));
    }

    /** Share of the topic's inputs with the word, times the logarithm of how much larger it is than in all. */
    private static double distinction(int[] counts, int topic, int size, double all) {
        double share = (double) counts[topic] / size;
        return share * Math.log(share / (IntStream.of(counts).sum() / all));
    }
}

package dev.smoothie.spark.estimates;

import dev.smoothie.core.estimate.Pairs;
import dev.smoothie.spark.sums.ExactMoments;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Adds up row estimates: of each generator, and of the differences of each pair over the samples that have both. The
 * sums are exact, so it does not matter in which order and on which machine they are made. For one thread.
 */
public final class ScoreSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ExactMoments[] single;
    private final ExactMoments[] pairs;
    private long samples;

    /** Of no samples. */
    public ScoreSums(int generators) {
        single = moments(generators);
        pairs = moments(new Pairs(generators).count());
    }

    private static ExactMoments[] moments(int count) {
        return Stream.generate(ExactMoments::new).limit(count).toArray(ExactMoments[]::new);
    }

    /** Adds the estimates of some samples. */
    public ScoreSums add(RowBlock block) {
        int m = single.length;
        double[] y = block.y();
        for (int at = 0; at < y.length; at += m) {
            for (int i = 0, pair = 0; i < m; i++) {
                if (Double.isNaN(y[at + i])) {
                    pair += m - 1 - i;
                    continue;
                }
                single[i].add(y[at + i]);
                for (int j = i + 1; j < m; j++, pair++) {
                    double difference = y[at + i] - y[at + j];
                    if (!Double.isNaN(difference)) {
                        pairs[pair].add(difference);
                    }
                }
            }
        }
        samples += block.size();
        return this;
    }

    /** Adds what another has added up. */
    public ScoreSums add(ScoreSums other) {
        for (int i = 0; i < single.length; i++) {
            single[i].add(other.single[i]);
        }
        for (int pair = 0; pair < pairs.length; pair++) {
            pairs[pair].add(other.pairs[pair]);
        }
        samples += other.samples;
        return this;
    }

    /** How many samples there were. */
    public long samples() {
        return samples;
    }

    /** Of each generator. */
    List<ExactMoments> single() {
        return List.of(single);
    }

    /** Of the differences of each pair, numbered as {@link Pairs} does. */
    List<ExactMoments> pairs() {
        return List.of(pairs);
    }
}

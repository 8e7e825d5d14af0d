package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import java.util.Optional;

/**
 * The score of a contestant, with intervals, and its difference to others.
 *
 * @param contestant
 *            who
 * @param score
 *            mean true score of the outputs it took; over its draws where it has several
 * @param interval
 *            of the score, over samples
 * @param lowestDraw
 *            its score in its worst draw
 * @param highestDraw
 *            its score in its best draw
 * @param toPeer
 *            difference to the best unsupervised other; empty where there is none
 * @param toBestSingle
 *            difference to the best single generator; empty for that one itself
 */
public record Result(Contestant contestant, double score, Interval interval, double lowestDraw, double highestDraw,
        Optional<Gap> toPeer, Optional<Gap> toBestSingle) {

    /**
     * A difference of scores over the same samples.
     *
     * @param other
     *            name of the one subtracted
     * @param difference
     *            positive where the contestant is better
     * @param interval
     *            paired
     */
    public record Gap(String other, double difference, Interval interval) {}
}

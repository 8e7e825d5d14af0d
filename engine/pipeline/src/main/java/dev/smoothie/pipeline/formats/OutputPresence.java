package dev.smoothie.pipeline.formats;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which outputs of one generator there are; a bit for each sample and repeat. For one thread while it is filled. */
final class OutputPresence {
    private final BitSet mentioned = new BitSet();
    private final List<BitSet> repeats = new ArrayList<>();

    /** Notes the outputs of a sample, of which null is missing. */
    void add(int sample, List<String> outputs) {
        mentioned.set(sample);
        for (int r = 0; r < outputs.size(); r++) {
            set(sample, r, outputs.get(r) != null);
        }
    }

    /** Notes one output, or that it is missing. */
    void add(int sample, boolean present) {
        mentioned.set(sample);
        set(sample, 0, present);
    }

    /** Notes that each of the samples {@code [0, size)} has one output. */
    void addAll(int size) {
        if (size > 0) {
            mentioned.set(0, size);
            set(size - 1, 0, true);
            repeats.getFirst().set(0, size);
        }
    }

    private void set(int sample, int repeat, boolean present) {
        if (repeat == repeats.size()) {
            repeats.add(new BitSet());
        }
        repeats.get(repeat).set(sample, present);
    }

    /** How many samples mention the generator. */
    int mentions() {
        return mentioned.cardinality();
    }

    /** The first sample that mentions it. */
    int firstMention() {
        return mentioned.nextSetBit(0);
    }

    boolean mentioned(int sample) {
        return mentioned.get(sample);
    }

    boolean present(int sample, int repeat) {
        return repeat < repeats.size() && repeats.get(repeat).get(sample);
    }

    boolean any(int sample) {
        for (BitSet repeat : repeats) {
            if (repeat.get(sample)) {
                return true;
            }
        }
        return false;
    }
}

package dev.smoothie.engine.cuda;

import java.util.ArrayList;
import java.util.List;

/** Slots {@code [from, to)}. */
record Range(int from, int to) {

    int size() {
        return to - from;
    }

    boolean contains(Range other) {
        return from <= other.from && other.to <= to;
    }

    /** Pieces of at most {@code size}, in order. */
    List<Range> pieces(int size) {
        var pieces = new ArrayList<Range>();
        for (int at = from; at < to; at += size) {
            pieces.add(new Range(at, Math.min(to, at + size)));
        }
        return pieces;
    }

    /** Part {@code index} of {@code parts} that differ in size by at most one. */
    Range part(int index, int parts) {
        return new Range(from + (int) ((long) size() * index / parts),
                from + (int) ((long) size() * (index + 1) / parts));
    }
}

package dev.smoothie.core.cards.device;

import java.util.ArrayList;
import java.util.List;

/** A range of slots or samples, {@code [from, to)}. */
public record Range(int from, int to) {

    public int size() {
        return to - from;
    }

    public boolean contains(Range other) {
        return from <= other.from && other.to <= to;
    }

    /** Pieces of at most {@code size}, in order. */
    public List<Range> pieces(int size) {
        var pieces = new ArrayList<Range>();
        for (int at = from; at < to; at += size) {
            pieces.add(new Range(at, Math.min(to, at + size)));
        }
        return pieces;
    }

    /** Part {@code index} of {@code parts} that differ in size by at most one. */
    public Range part(int index, int parts) {
        return new Range(from + (int) ((long) size() * index / parts),
                from + (int) ((long) size() * (index + 1) / parts));
    }
}

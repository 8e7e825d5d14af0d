package dev.smoothie.pipeline.formats;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Where the samples of one block of lines are, and where in it their ids, inputs and outputs are. Places are offsets
 * into the bytes of the block. Immutable; any number of threads may use it.
 *
 * @param length
 *            the bytes of the block
 * @param linesBefore
 *            how many lines of its file come before it
 * @param firstSample
 *            the index of its first sample in the dataset
 * @param samples
 *            how many samples it has
 * @param generators
 *            the generators of its samples, in the order of the columns
 * @param places
 *            {@code [samples, FIELDS + generators]} ints outside the heap; empty if the lines are read with a
 *            {@code JsonCursor} each time, because something about them is unusual
 */
record BlockIndex(int length, long linesBefore, int firstSample, int samples, List<String> generators,
        MemorySegment places) {

    /** The column of the place where the sample begins. */
    static final int START = 0;
    /** The column of the number of the line, counted from 0 at the block's first. */
    static final int LINE = 1;
    /** The column of the place of the id; {@link #NOTHING} if it has none. */
    static final int ID = 2;
    /** The column of the place of the input; {@link #NOTHING} if it has none. */
    static final int INPUT = 3;
    /** How many columns come before those of the outputs. */
    static final int FIELDS = 4;

    /** In the place of what the line does not mention. No value begins there, because a line begins with a brace. */
    static final int NOTHING = 0;
    /** In the place of an output that is null. */
    static final int NULL = -1;

    /** A block whose lines are read with a {@code JsonCursor} each time. */
    static BlockIndex unusual(int length, long linesBefore, int firstSample, int samples) {
        return new BlockIndex(length, linesBefore, firstSample, samples, List.of(), MemorySegment.NULL);
    }

    /** Copies the places out of the heap. */
    static BlockIndex of(Arena arena, int length, long linesBefore, int firstSample, BlockScan scan) {
        MemorySegment places = arena.allocateFrom(ValueLayout.JAVA_INT, scan.places());
        return new BlockIndex(length, linesBefore, firstSample, scan.samples(), scan.generators(), places);
    }

    boolean isUnusual() {
        return places.byteSize() == 0 && samples > 0;
    }

    /** How many numbers there are for each sample. */
    int stride() {
        return FIELDS + generators.size();
    }
}

package dev.smoothie.core.compute;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

import static java.nio.ByteOrder.nativeOrder;

/** Turns a tile of {@code −2·⟨A_i, B_j⟩} into keys by adding the terms of rows and columns. */
final class KeyTerms {
    private static final int LANES = Lanes.COUNT;

    private KeyTerms() {}

    /** Adds {@code aTerms[i] + bTerms[j]} to {@code keys[i, j]} for i in {@code [0, na)}, j in {@code [0, nb)}. */
    static void add(Tile keys, float[] aTerms, int na, float[] bTerms, int nb) {
        int whole = nb - nb % LANES;
        for (int i = 0; i < na; i++) {
            row(keys.segment(), keys.offset(i), aTerms[i], bTerms, whole);
            for (int j = whole; j < nb; j++) {
                keys.set(i, j, keys.get(i, j) + (aTerms[i] + bTerms[j]));
            }
        }
    }

    private static void row(MemorySegment keys, long offset, float aTerm, float[] bTerms, int columns) {
        for (int j = 0; j < columns; j += LANES) {
            long at = offset + (long) j * Float.BYTES;
            FloatVector terms = FloatVector.fromArray(Lanes.FLOAT, bTerms, j).add(aTerm);
            FloatVector.fromMemorySegment(Lanes.FLOAT, keys, at, nativeOrder()).add(terms)
                    .intoMemorySegment(keys, at, nativeOrder());
        }
    }
}

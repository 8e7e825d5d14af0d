package dev.smoothie.core.bench;

import dev.smoothie.core.vectors.Embeddings;
import java.util.SplittableRandom;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/** Which inputs of a set are made equal, to measure what that costs a search. */
public enum EqualShare {
    /** None. */
    DISTINCT,
    /** Every other row is the first. */
    HALF_EQUAL,
    /** Two of three rows are the first. */
    TWO_THIRDS_EQUAL,
    /** Each row is there twice. */
    PAIRS_EQUAL,
    /** Every other row is the first but for the last bits of some numbers. */
    HALF_NEAR;

    /** Overwrites some of the rows; returns them. */
    Embeddings of(Embeddings rows) {
        var random = new SplittableRandom(3);
        for (long row = 1; row < rows.rows(); row++) {
            switch (this) {
                case DISTINCT -> {}
                case HALF_EQUAL -> copy(rows, 0, row, row % 2 == 0);
                case TWO_THIRDS_EQUAL -> copy(rows, 0, row, row % 3 != 0);
                case PAIRS_EQUAL -> copy(rows, row - 1, row, row % 2 == 1);
                case HALF_NEAR -> {
                    copy(rows, 0, row, row % 2 == 0);
                    nudge(rows, row, row % 2 == 0, random);
                }
            }
        }
        return rows;
    }

    private static void copy(Embeddings rows, long from, long to, boolean wanted) {
        if (wanted) {
            rows.segment().asSlice(rows.offset(to), rows.offset(1))
                    .copyFrom(rows.segment().asSlice(rows.offset(from), rows.offset(1)));
        }
    }

    private static void nudge(Embeddings rows, long row, boolean wanted, SplittableRandom random) {
        for (int column = 0; wanted && column < rows.dimension(); column++) {
            float number = rows.get(row, column);
            rows.segment().set(JAVA_FLOAT, rows.offset(row) + (long) column * Float.BYTES,
                    random.nextBoolean() ? Math.nextUp(number) : number);
        }
    }
}

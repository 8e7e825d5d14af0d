package dev.smoothie.core.vectors;

/** Says which outputs exist. An output that is missing has a row of embeddings all the same, which is never read. */
@FunctionalInterface
public interface Presence {

    /** Every output exists. */
    Presence COMPLETE = (_, _, _) -> true;

    /** No output exists. */
    Presence NOTHING = (_, _, _) -> false;

    /** Whether generator {@code generator} has a {@code repeat}-th output for sample {@code sample}. */
    boolean present(int sample, int repeat, int generator);
}

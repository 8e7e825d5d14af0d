package dev.smoothie.pipeline.generation;

/** Decides which outputs are wanted. */
@FunctionalInterface
public interface Selection {
    /** Every output of every generator. */
    Selection ALL = (_, _) -> true;

    /**
     * Whether the output of generator {@code generator} (its place in the list) for sample {@code sample} is wanted.
     */
    boolean wants(int sample, int generator);
}

package dev.smoothie.core;

/** The numbers and methods that are taken where none is asked for. */
public final class Methods {
    /** k in the experiments of Guha et al. 2024, §5. */
    public static final int STANDARD_NEIGHBORS = 20;

    /** Smoothie-Local as in the paper. */
    public static final Method LOCAL = new Method.Local(STANDARD_NEIGHBORS);

    private Methods() {}
}

package dev.smoothie.core.vectors;

/**
 * What float32 costs the keys of an exact neighbour search, on the processor and on a card: a share of the squared lengths of
 * the two rows, by which each key is lowered so that it never exceeds the exact squared distance. The page of the package
 * {@code neighbors} derives it.
 */
public final class KeyRounding {
    /** 12u, u = 2⁻²⁴: rounding while rows are centred, in the terms and in the key; 4u of it are to spare. */
    public static final double SHARE = 12 * 0x1p-24;

    private KeyRounding() {}
}

package dev.smoothie.core.vectors;

/** The types of numbers that are read from {@code .npy} files, and written to them. */
public enum NpyType {
    /** Vectors of texts. */
    FLOAT32("<f4", "float32, little-endian", Float.BYTES),
    /** Estimates. */
    FLOAT64("<f8", "float64, little-endian", Double.BYTES),
    /** Codes. */
    BYTE("|u1", "uint8", Byte.BYTES);

    private final String descr;
    private final String meaning;
    private final int bytes;

    NpyType(String descr, String meaning, int bytes) {
        this.descr = descr;
        this.meaning = meaning;
        this.bytes = bytes;
    }

    /** NumPy's name, as a header has it. */
    String descr() {
        return descr;
    }

    /** The name in words. */
    String meaning() {
        return meaning;
    }

    /** Bytes of a number. */
    public int bytes() {
        return bytes;
    }
}

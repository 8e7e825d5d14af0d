package dev.smoothie.pipeline.fitted;

/** The codes in {@link StateFile#PRESENCE}. */
final class OutputCode {
    static final byte MISSING = 0;
    static final byte SPEAKS = 1;
    static final byte SILENT = 2;

    private OutputCode() {}
}

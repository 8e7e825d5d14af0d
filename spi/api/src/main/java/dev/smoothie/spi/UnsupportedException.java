package dev.smoothie.spi;

/** A failure because a plugin does not support something optional. The message is always {@link #message}. */
public final class UnsupportedException extends SmoothieException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure with the message {@code WHO does not support WHAT}.
     *
     * @param who
     *            what was asked, for example the description of a search
     * @param what
     *            what it was asked to do, as a noun: {@code "saving an index"}
     */
    public UnsupportedException(String who, String what) {
        super(message(who, what));
    }

    /** The message of such a failure. */
    public static String message(String who, String what) {
        return "%s does not support %s".formatted(who, what);
    }
}

package dev.smoothie.plugin.jvector;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts the library without messages. Otherwise it would look for its own SIMD code and print a warning on standard
 * error if it does not find it; if it does, it would unpack a native library into the temporary directory. We use none
 * of that code.
 */
final class QuietLibrary {
    private static final String PROVIDER = "jvector.vectorization_provider";
    /** Kept in a field, because a logger that nothing refers to is discarded, and its level with it. */
    private static final Logger LOGGER = Logger.getLogger("io.github.jbellis.jvector");

    private QuietLibrary() {}

    /** Must be called before any class of the library is used. May be called any number of times. */
    static synchronized void prepare() {
        LOGGER.setLevel(Level.OFF);
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, "default");
        }
    }
}

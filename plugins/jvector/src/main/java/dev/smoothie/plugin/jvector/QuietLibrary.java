package dev.smoothie.plugin.jvector;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has the library start without a word. It would look for its own SIMD code, warn on standard error where it does not find
 * it, and where it does unpack a native library into the temporary directory; we use none of it.
 */
final class QuietLibrary {
    private static final String PROVIDER = "jvector.vectorization_provider";
    /** Held here: a logger that nobody holds is forgotten, and its level with it. */
    private static final Logger LOGGER = Logger.getLogger("io.github.jbellis.jvector");

    private QuietLibrary() {}

    /** Call before any class of the library is touched. Any number of times. */
    static synchronized void prepare() {
        LOGGER.setLevel(Level.OFF);
        if (System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, "default");
        }
    }
}

package dev.smoothie.plugin.parquet;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Sets the library up for this program. */
final class Library {
    /** How many unpacked pages of each column wait to be read; 8 if the property is not set. */
    private static final String PAGES = "hardwood.internal.maxOutstanding";
    /** Kept in a field, because a logger that nothing refers to is discarded, and its level with it. */
    private static final Logger LOGGER = Logger.getLogger("dev.hardwood");

    private Library() {}

    /**
     * Keeps it from printing on standard error with what it unpacks pages, and from unpacking more pages than it needs to:
     * with texts of ten generators, a page of each is 10 MB and more. Must be called before any class of the library is
     * used. May be called any number of times.
     */
    static synchronized void prepare() {
        LOGGER.setLevel(Level.OFF);
        if (System.getProperty(PAGES) == null) {
            System.setProperty(PAGES, "2");
        }
    }
}

package dev.smoothie.soak;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What must not be, as it is seen. Any number of threads may add. */
final class Findings {
    private final List<String> all = new CopyOnWriteArrayList<>();

    /** Adds one, and prints it at once. */
    void add(String finding) {
        all.add(finding);
        System.err.println("finding: " + finding);
    }

    List<String> all() {
        return List.copyOf(all);
    }
}

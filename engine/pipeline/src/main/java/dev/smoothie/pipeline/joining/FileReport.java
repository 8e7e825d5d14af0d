package dev.smoothie.pipeline.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was found in one file. Filled while it is read; for one thread. */
public final class FileReport {
    private final String name;
    private final String kind;
    private final Set<String> notes = new LinkedHashSet<>();
    private final Map<String, Integer> failures = new LinkedHashMap<>();
    private final Set<String> generators = new LinkedHashSet<>();
    private int entries;
    private int unmatched;

    FileReport(String name, String kind) {
        this.name = name;
        this.kind = kind;
    }

    /** The file, as the user named it. */
    public String name() {
        return name;
    }

    /** What it is. */
    public String kind() {
        return kind;
    }

    /** How many entries it has: lines, items, rows. */
    public int entries() {
        return entries;
    }

    /** The generators that it tells about. */
    public Set<String> generators() {
        return generators;
    }

    /** How many of its entries have no counterpart in the other files. */
    public int unmatched() {
        return unmatched;
    }

    void addEntry() {
        entries++;
    }

    void addUnmatched() {
        unmatched++;
    }

    void addNote(String note) {
        notes.add(note);
    }

    void addFailure(String reason) {
        failures.merge(reason, 1, Integer::sum);
    }

    /** What the user should know about it, one sentence each. */
    public List<String> notes() {
        var lines = new ArrayList<String>(notes);
        if (!failures.isEmpty()) {
            int count = failures.values().stream().mapToInt(Integer::intValue).sum();
            Map.Entry<String, Integer> most = failures.entrySet().stream()
                    .reduce((a, b) -> b.getValue() > a.getValue() ? b : a).orElseThrow();
            lines.add(count == 1
                    ? "1 output is missing because it failed: %s".formatted(most.getKey())
                    : "%d outputs are missing because they failed; %d of them: %s".formatted(count, most.getValue(),
                            most.getKey()));
        }
        return lines;
    }
}

package dev.smoothie.engine.generate;

import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.SampleReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Where in the journal the outcome of each generator for each sample is, {@code [m, n]}, and what was asked: 16 bytes for each
 * output. Any number of threads, each output by one at a time.
 */
final class Ledger {
    private static final long NONE = -1;

    private final List<Generator> generators;
    private final long[][] offsets;
    private final long[][] prompts;
    /** By the id's text; empty once the journal of an earlier run has been read. */
    private final Map<String, Integer> indices = new HashMap<>();
    private final Map<String, Integer> columns = new HashMap<>();
    private final long[] foreign;

    private Ledger(Dataset dataset, List<Generator> generators) {
        this.generators = generators;
        this.offsets = new long[generators.size()][dataset.size()];
        this.prompts = new long[generators.size()][dataset.size()];
        this.foreign = new long[generators.size()];
        for (int g = 0; g < generators.size(); g++) {
            Arrays.fill(offsets[g], NONE);
            columns.put(generators.get(g).spec().name(), g);
        }
    }

    /** An empty ledger that knows the samples by their ids. */
    static Ledger of(Dataset dataset, List<Generator> generators) {
        var ledger = new Ledger(dataset, generators);
        try (SampleReader samples = dataset.open()) {
            for (int index = 0; samples.hasNext(); index++) {
                ledger.indices.put(samples.next().id().text(), index);
            }
        }
        return ledger;
    }

    /**
     * Takes an entry of an earlier run; the last about an output counts.
     *
     * @param failures
     *            whether failures count as outcomes
     */
    void recall(JournalEntry entry, long offset, boolean failures) {
        Integer g = columns.get(entry.generator());
        Integer index = indices.get(entry.sample());
        if (g == null || index == null) {
            return;
        }
        if (!generators.get(g).fingerprint().equals(entry.fingerprint())) {
            foreign[g]++;
        } else if (failures || entry.outcome() instanceof Outcome.Answer) {
            record(g, index, entry.prompt(), offset);
        }
    }

    /** Forgets the ids: they are many, and of no more use. */
    void seal() {
        indices.clear();
    }

    void record(int generator, int sample, String prompt, long offset) {
        prompts[generator][sample] = Long.parseUnsignedLong(prompt, 16);
        offsets[generator][sample] = offset;
    }

    /** Whether the outcome of this very prompt is in the journal. */
    boolean knows(int generator, int sample, String prompt) {
        return offsets[generator][sample] != NONE
                && prompts[generator][sample] == Long.parseUnsignedLong(prompt, 16);
    }

    /** Forgets an outcome, that of another prompt. */
    void forget(int generator, int sample) {
        offsets[generator][sample] = NONE;
    }

    /** The outcome of an output; null where there is none. */
    Outcome outcome(int generator, int sample, LongFunction<JournalEntry> journal) {
        long offset = offsets[generator][sample];
        return offset == NONE ? null : journal.apply(offset).outcome();
    }

    /** How many entries of an earlier run are of a generator that was another then. */
    long foreign(int generator) {
        return foreign[generator];
    }
}

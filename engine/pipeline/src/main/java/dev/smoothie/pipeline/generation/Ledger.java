package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.SampleReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Remembers for each generator and sample, {@code [m, n]}, where in the journal the outcome is, and which prompt it
 * answers; 16 bytes for each output. Any number of threads may use it, each output by one thread at a time.
 */
final class Ledger {
    private static final long NONE = -1;

    private final List<Generator> generators;
    private final long[][] offsets;
    private final long[][] prompts;
    /** The index of each sample by the text of its id. Emptied once the journal of an earlier run has been read. */
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

    /** Makes an empty ledger that knows the ids of the samples. */
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
     * Adds an entry of an earlier run. Of several entries about one output, the last counts.
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

    /** Forgets the ids, which are many and not needed any more. */
    void seal() {
        indices.clear();
    }

    void record(int generator, int sample, String prompt, long offset) {
        prompts[generator][sample] = Long.parseUnsignedLong(prompt, 16);
        offsets[generator][sample] = offset;
    }

    /** Whether the journal has an outcome for exactly this prompt. */
    boolean knows(int generator, int sample, String prompt) {
        return offsets[generator][sample] != NONE
                && prompts[generator][sample] == Long.parseUnsignedLong(prompt, 16);
    }

    /** Forgets an outcome, because it is that of another prompt or the output is not wanted. */
    void forget(int generator, int sample) {
        offsets[generator][sample] = NONE;
    }

    /** The outcome of an output; null if there is none. */
    Outcome outcome(int generator, int sample, LongFunction<JournalEntry> journal) {
        long offset = offsets[generator][sample];
        return offset == NONE ? null : journal.apply(offset).outcome();
    }

    /** How many entries of earlier runs do not count because the generator had another fingerprint then. */
    long foreign(int generator) {
        return foreign[generator];
    }
}

package dev.smoothie.plugin.replay;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The outputs of one generator, by the id of the sample and by its input. Not changed once it is filled. */
final class RecordedAnswers {
    private final Map<String, String> byId = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final Map<String, String> byInput = new HashMap<>();

    /**
     * Adds a sample.
     *
     * @param input
     *            null if the sample has none
     * @param output
     *            null if the generator has none. Of several samples with equal inputs, the first that has one counts
     */
    void add(String id, String input, String output) {
        if (output == null) {
            silent.add(id);
            return;
        }
        byId.put(id, output);
        if (input != null) {
            byInput.putIfAbsent(input.strip(), output);
        }
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /**
     * The answer to a prompt: by the sample, if the file has it. A server knows no samples; then by the text, if that is
     * the input of one, blanks around it aside.
     */
    Optional<String> answer(String sample, String text) {
        String known = byId.get(sample);
        return known != null || silent.contains(sample)
                ? Optional.ofNullable(known)
                : Optional.ofNullable(byInput.get(text.strip()));
    }
}

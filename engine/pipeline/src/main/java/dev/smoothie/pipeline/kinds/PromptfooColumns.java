package dev.smoothie.pipeline.kinds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The generators of a file of promptfoo: its providers, with each of the prompts if there are several. Filled while the
 * results are read for the first time; for one thread.
 */
final class PromptfooColumns {
    private static final int LONGEST_LABEL = 60;

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<String> templates = new ArrayList<>();
    private final Map<String, String> prompts = new HashMap<>();
    private final Set<String> severalPrompts = new HashSet<>();

    private record Column(String provider, String template) {}

    void add(PromptfooResult result) {
        columns.putIfAbsent(result.column(), new Column(result.provider(), result.template()));
        if (!templates.contains(result.template())) {
            templates.add(result.template());
        }
        String prompt = result.prompt().orElse("");
        String before = prompts.putIfAbsent(result.test(), prompt);
        if (before != null && !before.equals(prompt)) {
            severalPrompts.add(result.test());
        }
    }

    /** The names of the generators by column. */
    Map<String, String> names() {
        var names = new LinkedHashMap<String, String>();
        Map<String, Integer> uses = new HashMap<>();
        columns.forEach((key, column) -> {
            String name = templates.size() == 1
                    ? column.provider()
                    : "%s / %s".formatted(column.provider(), label(column));
            int use = uses.merge(name, 1, Integer::sum);
            names.put(key, use == 1 ? name : "%s (%d)".formatted(name, use));
        });
        return names;
    }

    /** The label of a prompt, unless it is the prompt itself. */
    private String label(Column column) {
        String label = column.template().strip();
        return label.isEmpty() || label.length() > LONGEST_LABEL || label.contains("\n") || label.contains("{{")
                ? "prompt %d".formatted(templates.indexOf(column.template()) + 1)
                : label;
    }

    /**
     * What a test asks: the prompt, or, if the providers were sent several prompts, what these have in common, which are
     * the variables.
     */
    String input(PromptfooResult result) {
        String variables = result.variables();
        return severalPrompts.isEmpty() || variables.isBlank() ? result.prompt().orElse(variables) : variables;
    }
}

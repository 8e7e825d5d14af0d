package dev.smoothie.pipeline.fuzz;

import dev.smoothie.pipeline.views.View;
import java.util.List;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Views, applied to outputs. The first line of the input is the notation of a view, the rest is the output. A pattern
 * of the user may take as long as it likes, so such notations are only read, and patterns of ours are applied.
 */
public final class ViewsFuzz {
    private static final List<View> PREPARED = List.of(View.parse("full"), View.parse("first-line"),
            View.parse("answer"), View.parse("number"), View.parse("choice"), View.parse("code"),
            View.parse("input+output"), View.parse("json:/answer"), View.parse("json:/a/0"), View.parse("json:"),
            View.parse("regex:answer is ([^.]*)"));

    private ViewsFuzz() {}

    /** Reads a notation, and applies what it stands for, and all prepared views. */
    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, UTF_8);
        int end = text.indexOf('\n');
        // One argument of a command line: a message quotes it as it is, and whoever prints it makes it harmless.
        String notation = (end < 0 ? text : text.substring(0, end)).replace('\r', ' ');
        String output = text.substring(end + 1);
        PREPARED.forEach(view -> apply(text, view, output));
        Finding.in(text, () -> {
            View view = View.parse(notation);
            if (!View.parse(view.toString()).toString().equals(view.toString())) {
                throw new Finding("view %s is written as %s".formatted(notation, view));
            }
            if (!(view instanceof View.Regex)) {
                apply(text, view, output);
            }
        });
    }

    private static void apply(String given, View view, String output) {
        Finding.in(given, () -> {
            Optional<String> found = view.apply(Optional.of("an input"), output);
            boolean blank = found.filter(text -> !text.isBlank()).isEmpty();
            if (!view.needsInput() && view.says(output) == blank) {
                throw new Finding("%s finds %s, and says: %s".formatted(view, found, view.says(output)));
            }
            if (view.found(output) >= view.looksFor().size()) {
                throw new Finding("%s finds what it does not look for".formatted(view));
            }
        });
    }
}

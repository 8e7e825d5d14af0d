package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes secrets from messages, in every form in which a server may quote them. Immutable; any number of threads may
 * use it.
 */
final class Secrets {
    private static final String HIDDEN = "***";

    /** The forms, longest first, because a secret may begin with another. */
    private final List<String> forms;

    Secrets(Collection<String> values) {
        forms = values.stream().filter(value -> !value.isBlank()).flatMap(Secrets::forms).distinct()
                .sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }

    private static Stream<String> forms(String secret) {
        String inJson = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
        String inUrl = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String inHtml = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
        return Stream.of(secret, secret.strip(), oneLine(secret), inJson, inJson.replace("/", "\\/"), inUrl,
                inUrl.replace("+", "%20"), inHtml, inHtml.replace("'", "&#39;"));
    }

    /** The text on one line, with {@code ***} in place of every secret. */
    String redact(String text) {
        return hide(oneLine(hide(text)));
    }

    /** The text with {@code ***} in place of every secret, and otherwise as it is. */
    String hide(String text) {
        String hidden = text;
        for (String form : forms) {
            hidden = hidden.replace(form, HIDDEN);
        }
        return hidden;
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}

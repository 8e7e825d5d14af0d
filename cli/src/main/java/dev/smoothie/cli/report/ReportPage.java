package dev.smoothie.cli.report;

import dev.smoothie.cli.printing.Version;
import dev.smoothie.pipeline.report.PageData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the report: a page of HTML that holds the data as JSON and the code that draws it. The page fetches nothing.
 *
 * @param command
 *            the command line that was run
 * @param data
 *            what the page shows
 */
public record ReportPage(String command, PageData data) {
    private static final Pattern PLACEHOLDER = Pattern.compile("/\\*\\{(.+?)}\\*/");

    /** Writes the page to {@code out}, which stays open. */
    public void write(Writer out) {
        String template = resource("report.html");
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int end = 0;
        try {
            while (placeholder.find()) {
                out.write(template, end, placeholder.start() - end);
                out.write(placeholder.group(1).equals("data") ? escaped(json()) : resource(placeholder.group(1)));
                end = placeholder.end();
            }
            out.write(template, end, template.length() - end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Escapes characters that JSON has only in strings, so that no text can end the element that the data are in. */
    static String escaped(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static String resource(String name) {
        try (InputStream resource = ReportPage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data of the page as one JSON object. */
    String json() throws IOException {
        return data.json(command, Version.smoothie(), resource("d3-version.txt"));
    }
}

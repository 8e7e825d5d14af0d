package dev.smoothie.cli.printing;

import dev.smoothie.pipeline.kept.ByteSize;
import dev.smoothie.pipeline.kept.CacheContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints what a cache of vectors holds.
 *
 * @param contents
 *            what to print
 */
public record CacheTable(CacheContents contents) {

    /** A line about the whole, and a table of the models. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("%s: %s vectors, %s of at most %s".formatted(contents.directory(), count(contents.vectors()),
                ByteSize.of(contents.bytes()), ByteSize.of(contents.limit())));
        if (!contents.models().isEmpty()) {
            var table = new TextTable("model", "dimension", "vectors", "size");
            for (CacheContents.Part part : contents.models()) {
                table.add(part.model().name(), Integer.toString(part.model().dimension()), count(part.vectors()),
                        ByteSize.of(part.bytes()));
            }
            lines.addAll(table.lines());
        }
        return lines;
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}

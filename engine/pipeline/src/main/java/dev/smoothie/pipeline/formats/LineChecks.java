package dev.smoothie.pipeline.formats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Looks for what looks like a mistake in lines of our own format: fields that are nearly ours, and lines that lack what
 * nearly all others have. Blocks are added in the order of the file. For one thread.
 */
final class LineChecks {
    /** The fields that mean something to us. */
    private static final List<String> OURS = List.of("id", "input", "embedding_input", "generations", "scores",
            "reference", "cost", "dataset", "reviews");
    /** What others call our fields. */
    private static final Map<String, String> SYNONYMS = Map.of("outputs", "generations", "responses", "generations",
            "completions", "generations", "answers", "generations", "references", "reference", "costs", "cost");
    /** Fields that are as short as this are not compared with others: every two of them are near. */
    private static final int SHORTEST = 4;

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private int lines;
    private String firstLine;

    /** One field. */
    private static final class Field {
        private int count;
        private String with;
        private String without;
    }

    /**
     * Adds the lines of a block.
     *
     * @param names
     *            of the fields that {@code counts} numbers
     * @param place
     *            file and line of a sample of the block
     */
    void add(List<String> names, FieldCounts counts, IntFunction<String> place) {
        if (counts.samples() == 0) {
            return;
        }
        firstLine = firstLine == null ? place.apply(0) : firstLine;
        for (Map.Entry<String, Field> known : fields.entrySet()) {
            if (known.getValue().without == null && !names.contains(known.getKey())) {
                known.getValue().without = place.apply(0);
            }
        }
        for (int number = 0; number < Math.min(names.size(), FieldCounts.MOST); number++) {
            Field field = fields.computeIfAbsent(names.get(number), _ -> new Field());
            if (field.count == 0) {
                field.with = place.apply(counts.firstWith(number));
                field.without = lines > 0 ? firstLine : null;
            }
            if (field.without == null && counts.firstWithout(number) >= 0) {
                field.without = place.apply(counts.firstWithout(number));
            }
            field.count += counts.count(number);
        }
        lines += counts.samples();
    }

    /** How many lines have a field. */
    int count(String field) {
        return fields.containsKey(field) ? fields.get(field).count : 0;
    }

    /** What looks like a mistake, a sentence each; none if nothing does. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        for (String ours : OURS) {
            Field field = fields.get(ours);
            int count = field == null ? 0 : field.count;
            Optional<String> near = count == lines ? Optional.empty() : nearTo(ours);
            if (2 * count > lines && count < lines) {
                warnings.add(lacking(ours, field) + near.map(name -> "; %s".formatted(has(name))).orElse(""));
            } else {
                near.ifPresent(name -> warnings.add("%s, which is not read; if \"%s\" is meant, rename it".formatted(
                        has(name), ours)));
            }
        }
        return warnings;
    }

    private String lacking(String ours, Field field) {
        int missing = lines - field.count;
        return missing == 1
                ? "%s: no \"%s\", which all other lines have".formatted(field.without, ours)
                : "%d of %d lines have no \"%s\"; the first is %s".formatted(missing, lines, ours, field.without);
    }

    private String has(String name) {
        Field field = fields.get(name);
        return field.count == 1
                ? "%s has \"%s\"".formatted(field.with, name)
                : "%d of %d lines have \"%s\"".formatted(field.count, lines, name);
    }

    /** A field that is not ours, and nearly has the name of one of ours. */
    private Optional<String> nearTo(String ours) {
        return fields.keySet().stream().filter(name -> !OURS.contains(name) && isNear(name, ours)).findFirst();
    }

    private static boolean isNear(String name, String ours) {
        if (ours.equals(SYNONYMS.get(name.toLowerCase(Locale.ROOT)))) {
            return true;
        }
        String plain = plain(name);
        if (plain.equals(ours)) {
            return true;
        }
        int allowed = ours.length() < SHORTEST ? 0 : ours.length() < 2 * SHORTEST ? 1 : 2;
        return Math.abs(plain.length() - ours.length()) <= allowed && distance(plain, ours) <= allowed;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** How many characters have to be added, left out, replaced or swapped with the next to make one of the other. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + same, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}

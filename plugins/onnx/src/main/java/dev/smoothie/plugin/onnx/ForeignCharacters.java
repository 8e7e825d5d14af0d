package dev.smoothie.plugin.onnx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The characters with which only the library may deal, from the list {@code foreign-characters.txt}: those of which the
 * library's Unicode tables (older ones for punctuation, marks, control characters and decompositions, newer ones for
 * lower case) and Unicode 16 say different things; those that are not assigned in Unicode 16, because a later JDK may
 * know them; and those few that a decomposition moves about without removing them. The list was made by comparing the
 * two, character by character; {@code WordPieceTest} compares again.
 */
final class ForeignCharacters {

    /** First and last characters of the ranges. */
    private static final int[] FIRST;
    private static final int[] LAST;

    static {
        List<String> ranges = ranges();
        FIRST = new int[ranges.size()];
        LAST = new int[ranges.size()];
        for (int i = 0; i < FIRST.length; i++) {
            String range = ranges.get(i);
            int dots = range.indexOf("..");
            FIRST[i] = Integer.parseInt(range, 0, dots < 0 ? range.length() : dots, 16);
            LAST[i] = dots < 0 ? FIRST[i] : Integer.parseInt(range, dots + 2, range.length(), 16);
        }
    }

    private ForeignCharacters() {}

    static boolean contains(int codePoint) {
        int place = Arrays.binarySearch(FIRST, codePoint);
        return place >= 0 || (place < -1 && codePoint <= LAST[-place - 2]);
    }

    private static List<String> ranges() {
        String name = "foreign-characters.txt";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                ForeignCharacters.class.getResourceAsStream(name), StandardCharsets.US_ASCII))) {
            return lines.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}

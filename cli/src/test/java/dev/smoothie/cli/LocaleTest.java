package dev.smoothie.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * Tests that files are the same where the engine is used as a library, which leaves the locale as it is. What the program
 * prints is tested by {@link LauncherIT}.
 */
class LocaleTest {
    private final Locale before = Locale.getDefault();

    @TempDir
    Path folder;

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    /** Without this the tests below would show nothing. */
    @Test
    void theLocalesHaveOtherDigitsAndLetters() {
        assertNotEquals("1", String.format(Locale.forLanguageTag("ar-EG"), "%d", 1));
        assertNotEquals("id", "ID".toLowerCase(Locale.forLanguageTag("tr-TR")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG"})
    void filesAreTheSame(String tag) throws Exception {
        Path table = Files.writeString(folder.resolve("table.csv"), """
                ID,INPUT,Generation:Mini,Generation:Midi,Generation:Iris
                İ1,How many?,12 eggs,12 eggs,11 eggs
                2,How far?,3.5 km,3 km,3.5 km
                3,How long?,9 h,9 h,9 h
                4,How high?,8848 m,8849 m,8848 m
                """);
        Locale.setDefault(Locale.ROOT);
        List<String> expected = files(table);
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertEquals(expected, files(table));
    }

    private List<String> files(Path table) throws Exception {
        Path samples = folder.resolve("samples.jsonl");
        Path routes = folder.resolve("routes.jsonl");
        Path page = folder.resolve("page.html");
        Files.deleteIfExists(samples);
        Run.good("convert", table.toString(), "-o", samples.toString());
        Run.good("route", samples.toString(), "--view", "number", "--compare", "equality", "-o", routes.toString(),
                "--report",
                page.toString());
        return List.of(Files.readString(samples), Files.readString(routes), drawings(Files.readString(page)));
    }

    /** The charts of a page, without their texts. */
    private static String drawings(String page) {
        return page.replaceAll("(?s)>[^<]*<", "><").replaceAll("\\b(aria-label|title|content|data-[a-z]+)=\"[^\"]*\"",
                "");
    }
}

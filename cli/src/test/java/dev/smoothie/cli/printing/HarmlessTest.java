package dev.smoothie.cli.printing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what reaches a terminal of texts that hold anything. */
class HarmlessTest {

    /** One of each kind: C0, DEL, C1, direction, zero width, separators, tags, halves, fillers, selectors, unassigned. */
    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0D, 0x1B, 0x7F, 0x85, 0x90, 0x9B, 0x9D, 0xAD, 0x61C,
            0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF,
            0xFFF9, 0xE0001, 0xE0041, 0xD800, 0xDFFF, 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x180B, 0xFE00, 0xFE0F,
            0xE0100, 0xFFFF, 0x10FFFF, 0x0378})
    void whatCannotBeSeenIsAnEscapeOfJson(int c) {
        String text = "a" + (c >= 0xD800 && c <= 0xDFFF ? String.valueOf((char) c) : Character.toString(c)) + "b";
        var escapes = new StringBuilder();
        for (char half : text.substring(1, text.length() - 1).toCharArray()) {
            escapes.append(switch (half) {
                case '\t' -> "\\t";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                default -> "\\u%04x".formatted((int) half);
            });
        }
        assertEquals("a" + escapes + "b", Harmless.line(text));
        assertEquals(c == '\n' || c == '\t' ? text : "a" + escapes + "b", Harmless.lines(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain-7b (2024) ~", "Größe", "模型", "モデル", "модель", "نموذج", "a\u0301", "🦙",
            "☀\uFE0F",
            "ρ = 0.5 ± 0.1…", "\\u001b", "क्षि"})
    void whatCanBeSeenStays(String text) {
        assertEquals(text, Harmless.line(text));
    }

    @Property(tries = 300)
    void nothingOfAnyTextIsLeftThatATerminalTakesForMoreThanText(@ForAll String text) {
        assertTrue(Harmless.line(text).codePoints().noneMatch(c -> Character.isISOControl(c)
                || List.of(Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR).contains((byte) Character.getType(c))));
    }

    @Property(tries = 100)
    void itIsDoneOnce(@ForAll String text) {
        assertEquals(Harmless.line(text), Harmless.line(Harmless.line(text)));
    }

    @Test
    void wideCharactersTakeTwoColumnsAndMarksNone() {
        assertEquals(4, Harmless.width("模型"));
        assertEquals(1, Harmless.width("a\u0301\u0302"));
        assertEquals(2, Harmless.width("🦙"));
        assertEquals(4, Harmless.width("ａｂ"));
        assertEquals(5, Harmless.width("ab…±ρ"));
    }

    @Test
    void aLongNameKeepsItsBeginningAndItsEnd() {
        assertEquals("abcde…vwxy", Harmless.shortened("abcdefghijklmnopqrstuvwxy", 10));
        assertEquals("abcdefghij", Harmless.shortened("abcdefghij", 10));
        // A wide character that does not fit whole is left out, and a mark stays with its letter.
        assertEquals("模型…型模", Harmless.shortened("模型模型模型模型模", 10));
        assertEquals("a\u0301bcde…vwxy\u0301", Harmless.shortened("a\u0301bcdefghijklmnopqrstuvwxy\u0301", 10));
    }

    @Test
    void tablesStayAlignedAndNamesTellable() {
        String stem = "m".repeat(100);
        var table = new TextTable("generator", "error");
        table.add("two\nlines", "1");
        table.add("模型", "2");
        table.add("e\u0301\u202E", "3");
        table.add(stem + "a", "4");
        table.add(stem.replace("mmm", "mnm") + "a", "5");
        List<String> lines = table.lines();
        assertEquals(1, lines.stream().map(Harmless::width).distinct().count(), String.join("\n", lines));
        assertTrue(lines.get(1).startsWith("two\\nlines ") && lines.get(3).startsWith("e\u0301\\u202e "));
        assertTrue(Harmless.width(lines.get(4)) < 70);
        // These two differ only in what would be left out.
        table.add(stem + "b" + stem, "6");
        table.add(stem + "c" + stem, "7");
        assertEquals(lines.size() + 2, table.lines().stream().map(line -> line.substring(0, line.indexOf(' '))).distinct().count());
    }

    @Test
    void onlyTheProgramsOwnTextKeepsItsColours() {
        var shown = new StringWriter();
        HarmlessWriter writer = HarmlessWriter.on(new PrintWriter(shown));
        writer.println("two\nlines\033[31m");
        writer.println((Object) "an\robject");
        writer.print("laid\n\tout\n\u009B");
        writer.printf("%s%n", "\u202E");
        writer.write("🦙".charAt(0));
        writer.write("🦙".charAt(1));
        writer.write('\uD800');
        writer.flush();
        HarmlessWriter.own(writer, "\033[1mbold\033[0m");
        writer.flush();
        assertEquals("two\\nlines\\u001b[31m%nan\\robject%nlaid\n\tout\n\\u009b\\u202e%n🦙\\ud800\033[1mbold\033[0m"
                .formatted(), shown.toString());
    }
}

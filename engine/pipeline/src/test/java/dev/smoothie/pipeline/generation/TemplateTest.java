package dev.smoothie.pipeline.generation;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TemplateTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{input} | I", "Q: {input}, {lang}: | Q: I, de:", "{{input}} | {input}",
            "{\"a\": 1, \"b\": {}} | {\"a\": 1, \"b\": {}}", "{ input } | { input }", "{{{input}}} | {{input}}",
            "{lang}{lang} | dede", "$1 \\ {input} | $1 \\ I", "plain | plain"})
    void placesAreFilledInAndOtherBracesAreBraces(String template, String expected) {
        assertEquals(expected, new Template(template).fill(Map.of("input", "I", "lang", "de")));
    }

    @Test
    void whatIsFilledInIsNotLookedAtAgain() {
        assertEquals("{b} $0", new Template("{a}").fill(Map.of("a", "{b} $0", "b", "no")));
    }

    @Test
    void namesAreThoseThatAreFilledIn() {
        assertEquals(List.of("input", "x.y", "id"),
                List.copyOf(new Template("{input} {x.y} {{no}} {id} {input} {1}").names()));
    }

    @Test
    void aValueMustBeThere() {
        assertThrows(NullPointerException.class, () -> new Template("{a}").fill(Map.of()));
    }
}

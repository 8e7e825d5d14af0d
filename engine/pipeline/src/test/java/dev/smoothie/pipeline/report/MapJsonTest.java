package dev.smoothie.pipeline.report;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MapJsonTest {

    @Test
    void textsAreShortenedByCharactersNotHalves() {
        assertEquals("a b", MapJson.shortened(" a \n\t b ", 3));
        assertEquals("😀😀…", MapJson.shortened("😀😀😀", 2));
        assertEquals("ab…", MapJson.shortened("ab" + " ".repeat(50) + "c", 2));
    }
}

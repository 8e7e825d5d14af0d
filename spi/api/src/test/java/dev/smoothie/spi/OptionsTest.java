package dev.smoothie.spi;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OptionsTest {
    private static final Option<Path> MODEL = Option.path("model", "where").positional();
    private static final Option<Long> DEGREE = Option.integer("degree", "how many", 1, 64).withDefault(32L);
    private static final Option<Double> ALPHA = Option.number("alpha", "how much", 0, Double.POSITIVE_INFINITY);
    private static final Option<Boolean> FAST = Option.flag("fast", "whether");
    private static final Option<Duration> TIMEOUT = Option.duration("timeout", "how long");
    private static final Option<String> KIND = Option.choice("kind", "which", "a", "b");
    private static final Option<URI> URL = Option.url("base-url", "where");
    private static final Option<Map<String, String>> HEADERS = Option.map("headers", "more");
    private static final List<Option<?>> KNOWN = Option.list(MODEL, DEGREE, ALPHA, FAST, TIMEOUT, KIND, URL, HEADERS);

    private static Options parse(String text) {
        return Options.parse("thing 'x'", KNOWN, text);
    }

    private static String failure(String text) {
        return assertThrows(SmoothieException.class, () -> parse(text)).getMessage();
    }

    @Test
    void everyTypeIsReadFromText() {
        Options options = parse(
                "degree=7,alpha=1.5,fast=true,timeout=1.5s,kind=b,base-url=http://h:1/v1,headers=A: 1;B:x:y");
        assertEquals(7L, options.require(DEGREE));
        assertEquals(1.5, options.require(ALPHA));
        assertTrue(options.require(FAST));
        assertEquals(Duration.ofMillis(1500), options.require(TIMEOUT));
        assertEquals("b", options.require(KIND));
        assertEquals(URI.create("http://h:1/v1"), options.require(URL));
        assertEquals(Map.of("A", "1", "B", "x:y"), options.require(HEADERS));
        assertEquals(Optional.empty(), options.get(MODEL));
    }

    @Test
    void everyTypeIsReadFromYamlsOwnValues() {
        Options options = Options.of("x", KNOWN, Map.of("degree", 7, "alpha", 2, "fast", false, "timeout", 30, "model",
                "/m", "headers", Map.of("A", 1)));
        assertEquals(7L, options.require(DEGREE));
        assertEquals(2.0, options.require(ALPHA));
        assertFalse(options.require(FAST));
        assertEquals(Duration.ofSeconds(30), options.require(TIMEOUT));
        assertEquals(Map.of("A", "1"), options.require(HEADERS));
    }

    @Test
    void defaultsAreThereAndWhatIsAbsentIsAbsent() {
        Options options = Options.of("x", KNOWN, Map.of());
        assertEquals(32L, options.require(DEGREE));
        assertEquals(Optional.empty(), options.get(ALPHA));
        assertThrows(IllegalArgumentException.class, () -> options.require(ALPHA));
        assertEquals("degree=32", options.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b", "a dir", "x,y", "http://h/p?q"})
    void whatStandsBeforeTheFirstKeyIsPositional(String text) {
        assertEquals(Path.of(text), parse(text).require(MODEL));
        assertEquals(Path.of(text), parse(text + ",degree=3").require(MODEL));
    }

    @Test
    void valuesMayHoldCommasAndEqualSigns() {
        Options options = parse("a,b,degree=3,headers=A:1,2;B:c=d");
        assertEquals(Path.of("a,b"), options.require(MODEL));
        assertEquals(3L, options.require(DEGREE));
        assertEquals(Map.of("A", "1,2", "B", "c=d"), options.require(HEADERS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"degree=0 | 'degree' must be a whole number from 1 to 64",
            "degree=65 | 'degree' must be", "degree=1.5 | 'degree' must be", "degree= | 'degree' must be",
            "alpha=-1 | 'alpha' must be a number of at least 0.0", "alpha=NaN | 'alpha' must be",
            "alpha=Infinity | 'alpha' must be", "fast=yes | 'fast' must be true or false",
            "timeout=5d | 'timeout' must be a duration above 0, such as 500ms, 30s or 2m",
            "timeout=0 | 'timeout' must be",
            "timeout=-1s | 'timeout' must be", "kind=c | 'kind' must be one of a, b",
            "base-url=ftp://h | 'base-url' must be an address", "base-url=http://u:p@h/ | 'base-url' must be",
            "base-url=a b | 'base-url' must be", "headers=A | 'headers' must be a map",
            "model= | 'model' must be a path"})
    void whatDoesNotFitIsAnErrorThatListsTheKnown(String text, String expected) {
        String message = failure(text);
        assertTrue(message.startsWith("thing 'x': the option " + expected), message);
        assertTrue(message.contains("known are: model (a path), degree (a whole number from 1 to 64, default 32)"),
                message);
    }

    @Test
    void anUnknownKeyIsAnErrorThatListsTheKnown() {
        String message = failure("degre=3");
        assertTrue(message.startsWith("thing 'x': there is no option 'degre'; known are: model (a path), "), message);
        assertEquals("thing 'x': there is no option 'y'; it has no options",
                assertThrows(SmoothieException.class, () -> Options.of("thing 'x'", List.of(), Map.of("y", 1)))
                        .getMessage());
    }

    @Test
    void aValueIsInNoMessage() {
        assertFalse(failure("degree=sk-secret").contains("sk-secret"));
        assertFalse(failure("api-key=sk-secret").contains("sk-secret"));
    }

    @Test
    void aKeyThatIsGivenTwiceIsAnError() {
        assertEquals("thing 'x': the option 'degree' is given twice", failure("degree=3,degree=4"));
    }

    @Test
    void textWithoutAKeyNeedsAPositionalOption() {
        assertEquals("thing 'x': expected key=value,key=value, found 'oops'; known are: fast (true or false)",
                assertThrows(SmoothieException.class, () -> Options.parse("thing 'x'", Option.list(FAST), "oops"))
                        .getMessage());
    }

    @Test
    void whatIsRequiredMustBeThere() {
        Option<String> name = Option.text("name", "who").required();
        assertEquals("thing 'x': the option 'name' is missing; known are: name (a text, required)",
                assertThrows(SmoothieException.class, () -> Options.of("thing 'x'", Option.list(name), Map.of()))
                        .getMessage());
    }

    @Test
    void keysAreLowerCaseWords() {
        assertThrows(IllegalArgumentException.class, () -> Option.text("Name", ""));
        assertThrows(IllegalArgumentException.class, () -> Option.text("a--b", ""));
    }
}

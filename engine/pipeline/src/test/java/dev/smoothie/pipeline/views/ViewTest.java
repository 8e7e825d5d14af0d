package dev.smoothie.pipeline.views;

import dev.smoothie.spi.SmoothieException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ViewTest {

    @ParameterizedTest
    @MethodSource({"fullAndFirstLine", "regex", "json", "jsonInProse", "jsonThatIsBroken"})
    void finds(String view, String output, String expected) {
        assertEquals(Optional.ofNullable(expected), View.parse(view).apply(Optional.of("question"), output));
        assertEquals(Optional.ofNullable(expected), View.parse(view).apply(Optional.empty(), output));
    }

    /**
     * Expected by Python's rules: replace in the order pad, s, /s, /eos, backslash-n; strip; split at the line feed.
     */
    static Stream<Arguments> fullAndFirstLine() {
        return Stream.of(
                Arguments.of("full", "", ""),
                Arguments.of("full", " a\nb ", " a\nb "),
                Arguments.of("first-line", "", ""),
                Arguments.of("first-line", "one", "one"),
                Arguments.of("first-line", "\n\n  one  \ntwo", "one  "),
                Arguments.of("first-line", "one\r\ntwo", "one\r"),
                Arguments.of("first-line", "<pad><s> one</s>\ntwo</eos>", "one"),
                Arguments.of("first-line", "<s>\\none\\ntwo", "one"),
                Arguments.of("first-line", "<<pad>s>one", "one"),
                Arguments.of("first-line", "</<s>s>one", "one"),
                Arguments.of("first-line", "<<s>pad>one", "<pad>one"),
                Arguments.of("first-line", "\u00a0\u3000\u001c\u0085one\u2028", "one"),
                Arguments.of("first-line", "\u200bone", "\u200bone"),
                Arguments.of("first-line", "</s>", ""));
    }

    static Stream<Arguments> regex() {
        return Stream.of(
                Arguments.of("regex:answer: (\\d+)", "answer: 1, answer: 22.", "22"),
                Arguments.of("regex:\\d+", "1 and 22.", "22"),
                Arguments.of("regex:\\d+", "none", null),
                Arguments.of("regex:(a)|b", "a b", "a"),
                Arguments.of("regex:(a)|b", "b a", "a"),
                Arguments.of("regex:x*", "ax", "x"),
                Arguments.of("regex:x*", "a", null),
                Arguments.of("regex:(?s)(?:.*</think>)?(.*)", "<think>\nhm</think>so", "so"),
                Arguments.of("regex:(?s)(?:.*</think>)?(.*)", "<think>\nhm</think>", null),
                Arguments.of("regex:(?m)^(.*)$", "one\ntwo\n \n", "two"),
                Arguments.of("regex:answer: *(\\d*)", "answer: 4, answer: ?", "4"),
                Arguments.of("regex:(?s)#(.*)", "#a\nb", "a\nb"),
                Arguments.of("regex:a:b", "a:b", "a:b"),
                Arguments.of("regex:\"answer\"\\s*:\\s*\"?([^\"}\\n]*)", "{\"answer\": \"18\"}", "18"));
    }

    static Stream<Arguments> json() {
        return Stream.of(
                Arguments.of("json:/answer", "{\"answer\": \"18\"}", "18"),
                Arguments.of("json:/answer", "Sure:\n```json\n{\"reason\": \"a\nb\", \"answer\": 18,}\n```\nDone {x}",
                        "18"),
                Arguments.of("json:/answer", "a set {1, 2} and {\"answer\": \"x\"}", "x"),
                Arguments.of("json:/answer", "{\"answer\": \"never closed\"", null),
                Arguments.of("json:/answer", "no object", null),
                Arguments.of("json:/answer", "{\"answer\": 1.10}", "1.10"),
                Arguments.of("json:/answer", "{\"answer\": 1e400}", "1e400"),
                Arguments.of("json:/answer", "{\"answer\": null}", "null"),
                Arguments.of("json:/answer", "{\"answer\": true}", "true"),
                Arguments.of("json:/answer", "{\"answer\": {\"a\" : [1, \"é\\n\", 2.50]}}",
                        "{\"a\":[1,\"é\\n\",2.50]}"),
                Arguments.of("json:/answer", "{\"answer\": 1, \"answer\": 2}", "2"),
                Arguments.of("json:", "x {\"a\" : [ ] } y", "{\"a\":[]}"),
                Arguments.of("json:/a/1/b", "{\"a\": [0, {\"b\": \"c\"}]}", "c"),
                Arguments.of("json:/a/01", "{\"a\": [0, 1]}", null),
                Arguments.of("json:/a/-", "{\"a\": [0, 1]}", null),
                Arguments.of("json:/a/2", "{\"a\": [0, 1]}", null),
                Arguments.of("json:/a/0", "{\"a\": {\"0\": \"key\"}}", "key"),
                Arguments.of("json:/a/b", "{\"a\": \"text\"}", null),
                Arguments.of("json:/m~1n/~01", "{\"m/n\": {\"~1\": \"x\"}}", "x"),
                Arguments.of("json:/", "{\"\": \"x\"}", "x"));
    }

    /** The first whole outermost object that has what the pointer names. */
    static Stream<Arguments> jsonInProse() {
        return Stream.of(
                Arguments.of("json:/answer", "{\"other\": 1} {\"answer\": 2} {\"answer\": 3}", "2"),
                Arguments.of("json:/answer", "from {} and {x} and { and } to {\"answer\": 2}", "2"),
                Arguments.of("json:/answer", "\\frac{1}{2} {\"answer\": 2}", "2"),
                Arguments.of("json:/answer", "fill in {\"answer\": <letter>}: {\"answer\": \"B\"}", "B"),
                Arguments.of("json:/answer", "{\"answer\": \"\"} {\"answer\": 2}", "2"),
                Arguments.of("json:/answer", "{{\"answer\": 2}}", "2"),
                Arguments.of("json:/answer", "\\boxed{{\"answer\": 2}}", "2"),
                Arguments.of("json:/answer", "{\"why\": \"} and { and \\\"{\", \"answer\": 2}", "2"),
                Arguments.of("json:/answer", "{\"x\": {\"answer\": 1}} {\"answer\": 2}", "2"),
                Arguments.of("json:/answer", "```json\n{\"a\": {}}\n```\n```json\n{\"answer\": 2}\n```", "2"),
                Arguments.of("json:/answer", "{\"answer\": 1, \"x\": " + "[".repeat(3000) + "]".repeat(3000) + "}",
                        "1"),
                Arguments.of("json:/answer", "{\"answer\": 1, \"x\": " + "9".repeat(3000) + "}", "1"),
                Arguments.of("json:/answer", "[{\"x\": 1}, {\"answer\": 2}, {\"answer\": 3}]", "2"),
                Arguments.of("json:/1/answer", "see [1]: [{\"answer\": 1}, {\"answer\": 2}]", "2"),
                Arguments.of("json:/0/answer", "[[{\"answer\": 1}]]", null),
                Arguments.of("json:/0/answer", "[{\"answer\": 1}, {\"answer", null),
                Arguments.of("json:", "from {} to {\"a\": 1}", "{\"a\":1}"),
                Arguments.of("json:", "none: {}", "{}"));
    }

    /** An object that is cut off or broken gives nothing, and what is in it neither. */
    static Stream<Arguments> jsonThatIsBroken() {
        String inner = "{\"steps\": [{\"answer\": \"inner\"}], ";
        return Stream.of(
                Arguments.of("json:/answer", inner + "\"answer\": \"al", null),
                Arguments.of("json:/answer", inner + "\"answer\": 1", null),
                Arguments.of("json:/answer", inner + "\"ok\": tru", null),
                Arguments.of("json:/answer", inner + "\"ans", null),
                Arguments.of("json:/answer", inner, null),
                Arguments.of("json:/answer", "{\"x\": {\"answer\": 1}", null),
                Arguments.of("json:/answer", inner + "answer: 1}", null),
                Arguments.of("json:/answer", inner + "answer: 1} {\"answer\": 2}", "2"),
                Arguments.of("json:/answer", "{\"why\": \"it is 5\" long\", \"answer\": 1} {\"answer\": 2}", "2"),
                Arguments.of("answer", inner + "\"answer\": \"al", "al"),
                Arguments.of("answer", inner + "\"ans", null),
                Arguments.of("answer", "{\"answer\": \"x\"} " + inner + "\"ans", "x"));
    }

    @Test
    void looksAtInputAndOutputTogether() {
        View view = View.parse("input+output");
        assertTrue(view.needsInput());
        assertEquals(Optional.of("Why? Because."), view.apply(Optional.of("Why?"), "Because."));
        assertFalse(View.parse("full").needsInput());
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "first-line", "regex:a:(b)", "json:/a~1b/~0/0", "json:", "input+output"})
    void isWrittenAsItIsRead(String notation) {
        assertEquals(notation, View.parse(notation).toString());
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refuses(String notation, String fragment) {
        String message = assertThrows(SmoothieException.class, () -> View.parse(notation)).getMessage();
        assertTrue(message.contains(fragment) && message.contains(notation.substring(notation.indexOf(':') + 1)),
                message);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("fulll",
                        "known are full, first-line, answer, number, choice, code, regex:PATTERN, json:POINTER, input+output"),
                Arguments.of("", "known are full"),
                Arguments.of("full:x", "known are full"),
                Arguments.of("regex", "known are full"),
                Arguments.of("json", "known are full"),
                Arguments.of("regex:a(b", "bad pattern at character"),
                Arguments.of("json:answer", "must begin with /, as in /answer"),
                Arguments.of("json:/a~2", "after ~ comes"),
                Arguments.of("json:/a~", "after ~ comes"));
    }

    @Test
    void aPatternThatExhaustsTheStackSaysSo() {
        View view = View.parse("regex:(a|b)*c");
        String output = "ab".repeat(200_000);
        String message = assertThrows(SmoothieException.class, () -> view.apply(Optional.empty(), output)).getMessage();
        assertTrue(message.contains("regex:(a|b)*c") && message.contains("400000 characters"), message);
    }

    @Test
    void anOutputOfBracesAloneEndsSoon() {
        for (String odd : new String[]{"{\"a\":", "{", "{\"", "{\"b\":x ", "{\"b\":x}", "[", "[1,", "[{", "\"",
                "{\"b\":", "\\boxed{"}) {
            assertEquals(Optional.empty(), View.parse("json:/0").apply(Optional.empty(), odd.repeat(20_000)), odd);
            assertEquals(Optional.empty(), View.parse("answer").apply(Optional.empty(), odd.repeat(20_000)), odd);
        }
    }
}

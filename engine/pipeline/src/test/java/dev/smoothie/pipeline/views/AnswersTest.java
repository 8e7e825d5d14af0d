package dev.smoothie.pipeline.views;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

class AnswersTest {

    private static void assertFinds(String view, String output, String found) {
        assertEquals(Optional.ofNullable(found), View.parse(view).apply(Optional.empty(), output.replace("\\n", "\n")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            // the notations, in their order
            "{\"reasoning\": \"x\", \"answer\": \"18\"} #### 7|18", "```json\\n{\"answer\": 18}\\n```|18",
            "so \\boxed{\\frac{1}{2}}, the answer is 3|\\frac{1}{2}", "The answer is 42. #### 7|42", "#### 7|7",
            // broken JSON, and JSON that is not the first
            "{\"reasoning\": \"he said \"no\"\", \"answer\": \"18\"}|18", "{\"a\": {\"answer\": 5}}|5",
            // the last counts
            "\\boxed{1} then \\boxed{2}|2", "the answer is 1.\\nNo, the answer is 2.5.|2.5", "#### 1\\n#### 2|2",
            // what ends it
            "Answer: blue\\nBecause.|blue", "the answer is: $4.50.|$4.50", "answer = x+1|x+1",
            // nothing
            "I do not know|", "\\boxed{2} \\boxed{ }|2", "{\"answer\": 2} {\"answer\": \"\"}|2", "{\"answer\": \"\"}|",
            "\\boxed{}|", "\\boxed{1|", "``|"})
    void answers(String output, String found) {
        assertFinds("answer", output, found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"3 and 4|4", "costs $1,234.50 in all|1,234.50",
            "-3|-3", "it is .5|.5", "7.|7", "1,2|2", "12,345,678 people|12,345,678", "x|", "50 %|50"})
    void numbers(String output, String found) {
        assertFinds("number", output, found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"The answer is (B).|B", "answer is C|C",
            "Answer: **D**|D", "{\"answer\": \"A\"}|A", "so \\boxed{C}|C", "\\boxed{\\text{E}}|E",
            "The answer is $\\boxed{F}$.|F", "thinking...\\nB|B", "(C)|C", "B) because|B", "D. the fourth|D",
            "the answer is (A). Wait, the answer is (B)|B", "An apple|", "I think so|", "the answer is Arthur|",
            "the answer is A's|"})
    void choices(String output, String found) {
        assertFinds("choice", output, found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"x\\n~~~\\n|"})
    void noCode(String output, String found) {
        assertFinds("code", output, found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a ```python\\nx = 1\\n``` b|",
            "see\\n```python\\nx = 1\\ny\\n```\\nend|x = 1\\ny\\n",
            "```\\na\\n```\\n```java\\nb\\n```|b\\n", "```\\n\\n```|", "```\\nopen|"})
    void code(String output, String found) {
        assertFinds("code", output, found == null ? null : found.replace("\\n", "\n"));
    }

    /** A pattern that repeats an alternative would run out of stack on these. */
    @ParameterizedTest
    @CsvSource({"answer", "number", "choice", "code"})
    void longAndOddOutputsAreGoneThrough(String view) {
        for (String odd : new String[]{"1", "1,", "answer is ", "\"answer\":\"", "\\boxed{", "```\n", "(", "####", ".",
                " ", "\\\\", "A", "answer"}) {
            assertDoesNotThrow(() -> View.parse(view).apply(Optional.empty(), odd.repeat(20_000)), odd);
        }
    }
}

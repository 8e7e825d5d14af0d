package dev.smoothie.pipeline.truth;

import dev.smoothie.spi.SmoothieException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MetricTest {

    /** The first block is from the tests of {@code rouge_score}; the rest is counted by hand. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "rouge1 | testing one two | testing     | 0.5",
            "rouge2 | testing one two | testing one | 0.66666667",
            "rougeL | testing one two | testing one | 0.8",
            "rougeL | testing one two | testing two | 0.8",
            "rouge1 | testing one two | \"\"        | 0",
            "rouge2 | testing one two | \"\"        | 0",
            "rougeL | testing one two | \"\"        | 0",
            "rougeL | \"\"            | w1          | 0",
            "rougeL | w1 w2 w3 w4 w5  | /           | 0",
            // Words are lower-cased runs of ASCII letters and digits: the, quick, brown, jumps, dog and once more the:
            // 6 of 8, 9.
            "rouge1 | The quick brown fox jumps over the lazy dog | The quick brown dog jumps on the log. | 0.70588235",
            // the-quick, quick-brown: 2 of 7 and of 8.
            "rouge2 | The quick brown fox jumps over the lazy dog | The quick brown dog jumps on the log. | 0.26666667",
            // the quick brown jumps the: 5.
            "rougeL | The quick brown fox jumps over the lazy dog | The quick brown dog jumps on the log. | 0.58823529",
            // Each n-gram counts as often as the side that has it less often: 2 of 5 and of 3.
            "rouge1 | a a b           | a a a a b  | 0.75",
            "rouge2 | one             | one        | 0",
            // Letters of all scripts are letters, with the marks that belong to them.
            "rouge1 | café            | CAF        | 0",
            "rouge1 | café            | CAFE\u0301 | 1",
            "rougeL | Москва — столица | москва город | 0.5",
            "rougeL | Η Αθήνα, ΝΑΙ    | η αθήνα    | 0.8",
            "rouge1 | \u0939\u093f\u0928\u094d\u0926\u0940 \u0939\u0948 | \u0939\u093f\u0928\u094d\u0926\u0940 | 0.66666667",
            "rouge1 | \u0661\u0662 \u0643\u062a\u0627\u0628 | \u0643\u062a\u0627\u0628 | 0.66666667",
            // Without spaces each character is a word: 4 of 6 and of 5, then 2 of 3 and of 2, and gpt4 as one word.
            "rougeL | 北京是中国的   | 北京是国  | 0.8",
            "rougeL | カーテン       | カーブ    | 0.57142857",
            "rouge1 | \u0e19\u0e49\u0e33 | \u0e19\u0e33 | 0.5",
            "rouge2 | GPT4模型      | 用gpt4模  | 0.5",
            "rougeL | 👍 …            | 👍 …       | 0",
            "rougeL | b-52's          | B 52 s     | 1"})
    void rougeIsThatOfRougeScore(String metric, String reference, String output, double expected) {
        assertEquals(expected, Metric.of(metric).orElseThrow().score(output, List.of(reference)), 1e-8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"exact | Paris | \"  Paris \" | 1",
            "exact | Paris | paris | 0", "exact | Paris | Paris. | 0",
            "contains | Paris | It is PARIS, of course. | 1", "contains | Paris | London | 0",
            "contains | \"\" | anything | 1"})
    void textsAreCompared(String metric, String reference, String output, double expected) {
        assertEquals(expected, Metric.of(metric).orElseThrow().score(output, List.of(reference)));
    }

    /** Tests the paper's rule, with its peculiarities. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "First, 3. So the answer is 1,234 dollars. Right? | 1234 | 1",
            "the answer is 1234 | 1,234 | 1", "So the answer is 8 | 18 | 0", "So the answer is 18 | 8 | 1",
            "The answer is 18 | 18 | 0", "18 | 18 | 0", "the answer is 3. the answer is 18 | 18 | 0",
            "the answer is 2.50 | 2.50 | 0"})
    void gsm8kLooksIntoTheFirstSentenceWithTheAnswer(String output, String reference, double expected) {
        assertEquals(expected, Metric.GSM8K.score(output, List.of(reference)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"$18.00 | 18 | 1", "3 + 4 = 7 | 7 | 1", "7 or 8 | 7 | 0",
            "1,234,567.5 | 1234567.50 | 1", "it fell by -3 | -3 | 1", "10-3 | 3 | 1", "-0.5 | -.5 | 0",
            "so .5 | 0.5 | 1",
            "no number | 1 | 0", "18. | 18 | 1", "1e5 | 5 | 1", "12,34 | 34 | 1"})
    void numericComparesTheLastNumbers(String output, String reference, double expected) {
        assertEquals(expected, Metric.NUMERIC.score(output, List.of(reference)));
    }

    @Test
    void theBestReferenceCounts() {
        assertEquals(1, Metric.CONTAINS.score("the sun", List.of("moon", "Sun")));
        assertEquals(0.8, Metric.ROUGE_L.score("testing one", List.of("testing", "testing one two")), 1e-12);
    }

    @Test
    void aReferenceWithoutANumberIsRefusedWhereNumbersAreCompared() {
        var failure = assertThrows(SmoothieException.class,
                () -> Metric.NUMERIC.requireReference("none", "x.jsonl:7"));
        assertTrue(failure.getMessage().startsWith("x.jsonl:7: "), failure.getMessage());
        assertDoesNotThrow(() -> Metric.NUMERIC.requireReference("#### 4", "x.jsonl:7"));
        assertDoesNotThrow(() -> Metric.EXACT.requireReference("none", "x.jsonl:7"));
    }

    @Test
    void namesAreThoseOfTheOption() {
        assertEquals("rouge1, rouge2, rougeL, exact, contains, gsm8k, numeric", Metric.known());
        assertEquals(Optional.empty(), Metric.of("ROUGE1"));
    }
}

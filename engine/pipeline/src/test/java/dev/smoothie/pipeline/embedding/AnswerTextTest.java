package dev.smoothie.pipeline.embedding;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class AnswerTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"1,000|1000.0", "$18|18", "18.|18", "18.00|18",
            "50%|50", "50\\%|50 percent", "\\boxed{7}|7", "$x^2$|x^2", "$\\frac{1}{2}$|\\frac{1}{2}",
            "\\text{Blue}|blue", "**Paris**|paris", "\"Paris\"|Paris.", " a  b |A B", "(B)|b",
            "$\\boxed{\\text{B}}$|(B)",
            "\\(4\\)|4", "+3|3", ".5|0.50", "0.0|0", "1\\,000|1000", "-0|0"})
    void areEqual(String answer, String other) {
        assertEquals(AnswerText.normalised(other), AnswerText.normalised(answer));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"1|2", "1,00|100", "a b|ab", "1/2|0.5", "-5|5", "x.5|x5",
            "(AB)|AB", "10|1.0"})
    void differ(String answer, String other) {
        assertNotEquals(AnswerText.normalised(other), AnswerText.normalised(answer));
    }
}

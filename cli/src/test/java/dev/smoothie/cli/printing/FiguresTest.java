package dev.smoothie.cli.printing;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests that numbers can be read at any scale. */
class FiguresTest {
    /** A column whose largest number is {@code largest}: how that is written, and how a thousandth of it. */
    @ParameterizedTest
    @CsvSource({"0.5, 0.5000, 0.0005", "123.25, 123.2500, 0.1232", "0.0125, 0.0125, 1.2e-5",
            "0.00125, 0.001250, 0.000001", "0.0001234, 1.234e-4, 1.234e-7", "1e-9, 1.000e-9, 1.000e-12",
            "1e30, 1.000e30, 1.000e27", "2.5e6, 2.500e6, 2.500e3", "999999, 999999.0000, 999.9990",
            "1e-300, 1.000e-300, 1.000e-303"})
    void aColumnHasOneForm(double largest, String written, String thousandth) {
        Figures figures = Figures.of(4, largest, -largest / 1000, Double.NaN, 0);
        assertEquals(written, figures.number(largest));
        // Half of the last digit is rounded up or down as the double is above or below it.
        double error = Math.abs(Double.parseDouble(thousandth) - Double.parseDouble(figures.number(largest / 1000)));
        assertTrue(error <= largest / 1000 * 0.3, figures.number(largest / 1000));
        assertEquals("-", figures.number(Double.NaN));
    }

    @Test
    void zeroIsZeroAndHasNoSign() {
        assertEquals("0.0000", Figures.of(4, 0.3, 0).number(-0.0));
        assertEquals("0.0000", Figures.of(4).number(0));
        assertEquals("0", Figures.of(4, 1e-9).number(0));
        assertEquals("0.0000", Figures.of(4, 0.3).number(-4e-17), "a rounding error beside 0.3");
        assertEquals("-4.0e-17", Figures.of(4).number(-4e-17));
    }

    @Test
    void signsAndErrors() {
        assertEquals("+0.25", Figures.of(2).signed(0.25));
        assertEquals("-1.0e-3", Figures.of(2).signed(-0.001));
        assertEquals("0.250 ± 2.0e-4", Figures.of(3).withError(0.25, 0.0002));
        assertEquals("∞", Figures.of(3, Double.POSITIVE_INFINITY).number(Double.POSITIVE_INFINITY));
    }

    @Property(tries = 500)
    void noNumberIsFarFromWhatIsWrittenAndNoneIsLong(@ForAll @DoubleRange(min = -1e300, max = 1e300) double value) {
        String written = Figures.of(4, value).number(value);
        assertTrue(written.length() <= 12, written);
        assertEquals(value, Double.parseDouble(written), Math.abs(value) * 1e-2);
    }
}

package dev.smoothie.core.testing;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The reference's error function has the values of the tables. */
class ReferenceEncoderTest {

    @Test
    void theErrorFunctionHasTheValuesOfTheTables() {
        assertEquals(0, ReferenceEncoder.erf(0));
        assertEquals(0.5204998778130465, ReferenceEncoder.erf(0.5), 1e-15);
        assertEquals(0.9999589021219005, ReferenceEncoder.erf(2.9), 1e-14);
        assertEquals(-0.9999779095030014, ReferenceEncoder.erf(-3), 1e-15);
        assertEquals(1, ReferenceEncoder.erf(40));
    }
}

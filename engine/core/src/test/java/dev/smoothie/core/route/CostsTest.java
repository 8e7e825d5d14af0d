package dev.smoothie.core.route;

import dev.smoothie.core.failure.CoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CostsTest {

    @Test
    void whatIsNotKnownComesFromOthers() {
        Costs merged = new Costs(new double[]{1, Double.NaN, Double.NaN}, new long[]{5, 0, 0}, new long[3])
                .or(new Costs(new double[]{2, 3, Double.NaN}, new long[]{7, 8, 0}, new long[]{0, 4, 0}));
        assertArrayEquals(new double[]{1, 3, Double.NaN}, merged.perInput());
        assertArrayEquals(new long[]{5, 8, 0}, merged.outputs());
        assertArrayEquals(new long[]{0, 4, 0}, merged.estimated());
    }

    @Test
    void aGeneratorOfUnknownCostIsNamed() {
        Costs costs = Costs.of(1, 1, Double.NaN);
        String message = assertThrows(CoreException.class, () -> costs.require(List.of("a", "b", "c"), "--budget 2"))
                .getMessage();
        assertTrue(message.startsWith("--budget 2 ") && message.contains("\"c\"") && message.contains("2 of 3")
                && message.contains("\"cost\": {\"c\": 0.0012}"), message);
    }

    @Test
    void amountsAreFiniteAndNotNegative() {
        assertThrows(IllegalArgumentException.class, () -> Costs.of(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Costs.of(Double.POSITIVE_INFINITY));
    }
}

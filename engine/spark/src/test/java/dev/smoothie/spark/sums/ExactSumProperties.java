package dev.smoothie.spark.sums;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ExactSumProperties {

    @Property
    void theSumIsExact(@ForAll List<Double> numbers, @ForAll List<Double> others) {
        var sum = new ExactSum();
        numbers.forEach(sum::add);
        var second = new ExactSum();
        others.forEach(second::add);
        sum.add(second);
        BigDecimal expected = BigDecimal.ZERO;
        for (double number : numbers) {
            expected = expected.add(new BigDecimal(number));
        }
        for (double number : others) {
            expected = expected.add(new BigDecimal(number));
        }
        assertEquals(0, expected.compareTo(sum.value()));
    }

    @Property
    void theMomentsAreThoseOfTheNumbers(
            @ForAll @Size(min = 2, max = 50) List<@DoubleRange(min = -1000, max = 1000) Double> numbers) {
        var moments = new ExactMoments();
        numbers.forEach(moments::add);
        double mean = numbers.stream().mapToDouble(number -> number).sum() / numbers.size();
        double squares = numbers.stream().mapToDouble(number -> (number - mean) * (number - mean)).sum();
        assertEquals(mean, moments.mean(), 1e-9);
        assertEquals(Math.sqrt(squares / (numbers.size() - 1) / numbers.size()), moments.standardError(), 1e-9);
        assertEquals(numbers.size(), moments.count());
    }

    @Test
    void theEndsOfTheRangeCount() {
        var sum = new ExactSum();
        for (double number : new double[]{Double.MAX_VALUE, Double.MAX_VALUE, -Double.MIN_VALUE, -Double.MAX_VALUE,
                -Double.MAX_VALUE, Double.MIN_NORMAL}) {
            sum.add(number);
        }
        assertEquals(0, new BigDecimal(Double.MIN_NORMAL).subtract(new BigDecimal(Double.MIN_VALUE))
                .compareTo(sum.value()));
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ExactSum().add(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new ExactSum().add(Double.NEGATIVE_INFINITY));
    }
}

package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PairedDifferenceTest {

    private static PairedDifference of(double... differences) {
        return PairedDifference.of(differences, 1, 1);
    }

    private static double[] falls(int wins, int ties, int losses) {
        return IntStream.range(0, wins + ties + losses).mapToDouble(i -> i < wins ? 1 : i < wins + ties ? 0 : -1)
                .toArray();
    }

    /** All signs by recursion. */
    private static int asFar(int[] sizes, int at, int sum, int least) {
        return at == sizes.length
                ? Math.abs(sum) >= least ? 1 : 0
                : asFar(sizes, at + 1, sum + sizes[at], least) + asFar(sizes, at + 1, sum - sizes[at], least);
    }

    @Property(tries = 100)
    void fewDifferencesAreTestedByAllSigns(
            @ForAll @Size(min = 3, max = 10) List<@IntRange(min = -9, max = 9) Integer> whole) {
        int[] sizes = whole.stream().mapToInt(Integer::intValue).filter(d -> d != 0).toArray();
        if (Arrays.stream(sizes).map(Math::abs).distinct().count() > 1) {
            double expected = asFar(sizes, 0, 0, Math.abs(Arrays.stream(sizes).sum())) / Math.pow(2, sizes.length);
            SignFlips found = of(whole.stream().mapToDouble(d -> d / 10.0).toArray()).test();
            assertEquals(expected, found.p(), 1e-12);
            assertEquals(SignFlips.How.ALL_SIGNS, found.how());
        }
    }

    /** P(more than seen) plus half of P(as seen), both sides, by binomial coefficients. */
    @ParameterizedTest
    @CsvSource({"9,28,3", "3,0,9", "1,5,0", "0,0,5", "40,100,20", "7,1,7"})
    void rightOrWrongIsTestedByMcNemarsMidP(int wins, int ties, int losses) {
        int n = wins + losses;
        int more = Math.max(wins, losses);
        BigInteger tail = BigInteger.ZERO;
        BigInteger choose = BigInteger.ONE;
        for (int k = 0; k <= n; k++) {
            tail = tail.add(k > more ? choose.multiply(BigInteger.TWO) : k == more ? choose : BigInteger.ZERO);
            choose = choose.multiply(BigInteger.valueOf(n - k)).divide(BigInteger.valueOf(k + 1L));
        }
        double expected = Math.min(1, tail.doubleValue() / Math.pow(2, n));
        assertEquals(expected, of(falls(wins, ties, losses)).test().p(), 1e-12);
    }

    @Test
    void someDifferencesAreTestedByRandomSigns() {
        double[] differences = new Random(3).doubles(40, -1, 1.6).toArray();
        double mean = Arrays.stream(differences).average().orElseThrow();
        double size = Math.sqrt(Arrays.stream(differences).map(d -> d * d).sum()) / 40;
        SignFlips found = of(differences).test();
        assertEquals(SignFlips.How.DRAWN_SIGNS, found.how());
        // Under random signs the mean is nearly normal with that deviation; its tail by Simpson's rule.
        assertEquals(2 * integral(x -> Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI), mean / size, 12), found.p(),
                0.01);
    }

    @Test
    void manyDifferencesAreTestedByStudentsT() {
        double[] differences = new Random(4).doubles(300, -1, 1.15).toArray();
        PairedDifference found = of(differences);
        double t = found.mean() / found.deviation() * Math.sqrt(300);
        ToDoubleFunction<Double> density = x -> Math.pow(1 + x * x / 299, -150);
        assertEquals(SignFlips.How.T, found.test().how());
        assertEquals(integral(density, t, 40) / integral(density, 0, 40), found.test().p(), 1e-6);
    }

    private static double integral(ToDoubleFunction<Double> f, double from, double to) {
        int steps = 20_000;
        double h = (to - from) / steps;
        return IntStream.rangeClosed(0, steps).mapToDouble(i -> f.applyAsDouble(from + i * h)
                * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2)).sum() * h / 3;
    }

    @Test
    void theIntervalIsStudentsWhereDifferencesHaveManySizes() {
        PairedDifference found = of(1, 2, 3, 4, 6);
        assertEquals(3.2, found.mean(), 1e-12);
        assertEquals(Math.sqrt(3.7), found.deviation(), 1e-12);
        double margin = 2.776445 * Math.sqrt(3.7 / 5); // the 97.5 % quantile with 4 degrees of freedom
        assertEquals(3.2 - margin, found.interval().low(), 1e-5);
        assertEquals(3.2 + margin, found.interval().high(), 1e-5);
    }

    /** (7 − 3) / 22, and √((7/22 + 3/22 − that²) / 22) times 1.959964. */
    @Test
    void theIntervalIsBonettAndPricesWhereOutputsAreRightOrWrong() {
        Interval found = of(falls(6, 12, 2)).interval();
        double centre = 4.0 / 22;
        double margin = 1.959964 * Math.sqrt((10.0 / 22 - centre * centre) / 22);
        assertEquals(centre - margin, found.low(), 1e-6);
        assertEquals(centre + margin, found.high(), 1e-6);
    }

    @Test
    void tiesAloneDoNotProveEquality() {
        PairedDifference found = of(0, 0, 0, 0);
        assertEquals(1, found.test().p());
        assertTrue(found.interval().low() < -0.2 && found.interval().high() > 0.2, found.toString());
        assertTrue(found.needed().isEmpty());
    }

    @Test
    void missingSamplesDoNotCount() {
        PairedDifference found = of(1, Double.NaN, -1, 0, 1);
        assertEquals(4, found.samples());
        assertEquals(0.25, found.mean(), 1e-12);
        assertEquals(2, found.wins());
        assertEquals(1, found.ties());
        assertEquals(1, found.losses());
        assertFalse(of(1).apart());
        assertTrue(Double.isNaN(of().mean()));
    }

    /** The samples of a paired t-test at 5 % with a power of 80 %, from tables. */
    @ParameterizedTest
    @CsvSource({"0.2,199", "0.5,34", "0.8,15"})
    void samplesThatWouldSettleItAreThoseOfPowerTables(double effect, long expected) {
        var found = new PairedDifference(10, 3 * effect, 3, new Interval(0, 0), new SignFlips(1, SignFlips.How.T), 5, 0,
                5);
        assertEquals(expected, found.needed().orElseThrow());
        assertTrue(found.detectable(expected) <= 3 * effect);
    }

    /** 1,000 sets without a difference: 5 % ± 2.1 % (three standard errors) are told apart, and 95 % of intervals hold 0. */
    @ParameterizedTest
    @CsvSource({"12,false", "60,true"})
    void errorsAreAsRareAsTheySay(int n, boolean rightOrWrong) {
        var random = new Random(n);
        int apart = 0;
        int held = 0;
        for (int set = 0; set < 1000; set++) {
            double[] differences = IntStream.range(0, n).mapToDouble(_ -> rightOrWrong
                    ? random.nextInt(3) - 1
                    : random.nextGaussian()).toArray();
            PairedDifference found = PairedDifference.of(differences, 1, set);
            apart += found.apart() ? 1 : 0;
            held += found.interval().low() <= 0 && found.interval().high() >= 0 ? 1 : 0;
        }
        assertEquals(50, apart, 21);
        assertEquals(950, held, 21);
    }

    @Test
    void exchangingTheTwoChangesTheSign() {
        double[] differences = new Random(9).doubles(30, -1, 2).toArray();
        PairedDifference one = of(differences);
        PairedDifference other = of(Arrays.stream(differences).map(d -> -d).toArray());
        assertEquals(one.mean(), -other.mean(), 1e-12);
        assertEquals(one.interval().low(), -other.interval().high(), 1e-12);
        assertEquals(one.test().p(), other.test().p(), 1e-12);
        assertEquals(one.wins(), other.losses());
    }
}

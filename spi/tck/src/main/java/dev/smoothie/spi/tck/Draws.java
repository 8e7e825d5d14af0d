package dev.smoothie.spi.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;

/**
 * Draws values of a jqwik arbitrary for an ordinary JUnit test. A contract opens what it tests once for all its tests.
 * That needs JUnit's lifecycle, which jqwik's own engine does not have.
 */
final class Draws {

    private Draws() {}

    /** Always the same {@code count} values, edge cases among them. */
    static <T> List<T> of(Arbitrary<T> arbitrary, int count, long seed) {
        var draws = new ArrayList<T>();
        JqwikSession.run(() -> {
            RandomGenerator<T> generator = arbitrary.generator(1000, true);
            var random = new Random(seed);
            for (int i = 0; i < count; i++) {
                draws.add(generator.next(random).value());
            }
        });
        return draws;
    }
}

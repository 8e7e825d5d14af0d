package dev.smoothie.core.estimate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PairsTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 100})
    void pairsAreNumberedInTheOrderInWhichTheyAreVisited(int m) {
        var pairs = new Pairs(m);
        int[] next = {0};
        int[] last = {-1, -1};
        pairs.forEach((pair, i, j) -> {
            assertEquals(next[0]++, pair);
            assertTrue(i < j && (i > last[0] || (i == last[0] && j == last[1] + 1)));
            last[0] = i;
            last[1] = j;
            assertEquals(pair, pairs.index(i, j));
            assertEquals(pair, pairs.index(j, i));
        });
        assertEquals(m * (m - 1) / 2, next[0]);
        assertEquals(next[0], pairs.count());
    }
}

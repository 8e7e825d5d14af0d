package dev.smoothie.core.evaluate;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class TopicsTest {

    @Test
    void groupsThatLieApartAreTopicsTheLargestFirst() {
        var random = new Random(1);
        int[] group = new int[120];
        try (Arena arena = Arena.ofConfined()) {
            Embeddings inputs = Embeddings.allocate(arena, 120, 5);
            for (int sample = 0; sample < 120; sample++) {
                group[sample] = sample % 6 < 3 ? 0 : sample % 6 < 5 ? 1 : 2; // 60, 40 and 20
                float[] row = new float[5];
                row[group[sample]] = 10;
                for (int column = 0; column < 5; column++) {
                    row[column] += (float) random.nextGaussian();
                }
                inputs.set(sample, row);
            }
            Topics topics = Topics.of(inputs, 3, 7);
            assertArrayEquals(group, topics.of());
            assertArrayEquals(new int[]{60, 40, 20}, topics.sizes());
            for (int topic = 0; topic < 3; topic++) {
                assertEquals(topic, group[topics.typical()[topic]]);
            }
        }
    }

    @Test
    void equalInputsAreOneTopic() {
        try (Arena arena = Arena.ofConfined()) {
            Topics topics = Topics.of(Embeddings.allocate(arena, 9, 2), 3, 1);
            assertArrayEquals(new int[]{9}, topics.sizes());
            assertArrayEquals(new int[9], topics.of());
        }
    }

    @Test
    void aSmallSetIsNotParted() {
        assertEquals(1, Topics.suitable(59));
        assertEquals(2, Topics.suitable(60));
        assertEquals(Topics.MOST, Topics.suitable(100_000));
    }
}

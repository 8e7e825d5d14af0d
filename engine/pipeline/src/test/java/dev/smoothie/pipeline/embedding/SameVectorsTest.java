package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.Samples;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SameVectorsTest {
    private static final List<String> GENERATORS = List.of("a", "b", "c");

    /** Notes on outputs whose only number is that of the sample and the generator, and on inputs likewise. */
    private static String notes(int n, IntBinaryOperator output, IntBinaryOperator input) {
        try (Arena arena = Arena.ofConfined()) {
            Embeddings outputs = Embeddings.allocate(arena, 3L * n, 1);
            Embeddings inputs = Embeddings.allocate(arena, n, 1);
            for (int sample = 0; sample < n; sample++) {
                inputs.set(sample, new float[]{input.applyAsInt(sample, 0)});
                for (int generator = 0; generator < 3; generator++) {
                    outputs.set(3L * sample + generator, new float[]{output.applyAsInt(sample, generator)});
                }
            }
            Samples samples = Samples.of(inputs, Generations.complete(outputs, 3));
            return String.join("\n",
                    new SameVectors(samples, GENERATORS, true, Comparison.EMBEDDING).notes());
        }
    }

    @Test
    void vectorsThatDifferAreNotMentioned() {
        assertEquals("", notes(12, (sample, _) -> sample, (sample, _) -> sample));
        assertEquals("", notes(12, (sample, _) -> sample == 11 ? 1 : 0, (sample, _) -> sample));
        assertEquals("", notes(2, (_, _) -> 0, (_, _) -> 0), "two samples may be equal");
    }

    @Test
    void vectorsThatAreAllEqualAreSaid() {
        String note = notes(3, (_, _) -> 0, (sample, _) -> sample);
        assertTrue(note.startsWith("outputs: all have the same embedding, which is zero, so nothing"), note);
        assertTrue(notes(3, (_, _) -> 4, (sample, _) -> sample).startsWith("outputs: all have the same embedding, so"));
        String inputs = notes(3, (sample, _) -> sample, (_, _) -> 2);
        assertTrue(inputs.startsWith("inputs: all 3 have the same embedding, so"), inputs);
    }

    @Test
    void oneGeneratorWithOneVectorIsNamed() {
        String note = notes(10, (sample, generator) -> generator == 1 ? 7 : sample, (sample, _) -> sample);
        assertTrue(note.startsWith("outputs: all 10 of b have the same embedding, so"), note);
        assertEquals("", notes(9, (sample, generator) -> generator == 1 ? 7 : sample, (sample, _) -> sample));
    }
}

package org.example;

import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.Sources;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** Routes two samples of three generators, of which the second and the third agree, on vectors from Java. */
final class Consumer {

    private Consumer() {}

    public static void main(String[] args) {
        float[][] inputs = {{0}, {1}};
        float[][] outputs = {{9, 9}, {1, 0}, {1, 0.1f}, {-9, 9}, {2, 0}, {2, 0.1f}};
        try (Arena arena = Arena.ofShared()) {
            Samples samples = Samples.of(Embeddings.copyOf(arena, inputs),
                    Generations.complete(Embeddings.copyOf(arena, outputs), 3));
            Routing routing = Smoothie.create().route(arena, samples, new Method.Local(20));
            int[] routes = routing.routes();
            System.out.println("routes " + Arrays.toString(routes) + " on " + Smoothie.create().backend().name());
            if (!Arrays.equals(routes, new int[]{2, 2})) {
                throw new AssertionError("expected [2, 2]");
            }
        }
        // The pipeline is there too, with what it depends on.
        System.out.println(Resources.standard().embedder()
                + " would embed " + Sources.of("samples.jsonl").files());
    }
}

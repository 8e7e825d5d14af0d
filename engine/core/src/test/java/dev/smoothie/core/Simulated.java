package dev.smoothie.core;

import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.OptionalInt;

/** Turns simulated sets into the core's own types, and judges them. */
public final class Simulated {
    public static final Workers WORKERS = new Workers(2);
    private static final Smoothie SMOOTHIE = new Smoothie(TestBackends.scalar(), WORKERS, i -> "model-" + (i + 1));

    private Simulated() {}

    /** The outputs of a scenario; a missing output is NaN, which must not be read. */
    public static Generations generations(Arena arena, Scenario scenario) {
        return generations(arena, new Simulation(scenario).outputs(), scenario.dimension());
    }

    /** Outputs {@code [n][m][d]}, null where one is missing. */
    public static Generations generations(Arena arena, float[][][] outputs, int dimension) {
        int m = outputs[0].length;
        float[] nothing = new float[dimension];
        Arrays.fill(nothing, Float.NaN);
        Embeddings vectors = Embeddings.allocate(arena, (long) outputs.length * m, dimension);
        for (int sample = 0; sample < outputs.length; sample++) {
            for (int i = 0; i < m; i++) {
                float[] output = outputs[sample][i];
                vectors.set((long) sample * m + i, output == null ? nothing : output);
            }
        }
        return new Generations(vectors, outputs.length, 1, m, (sample, _, i) -> outputs[sample][i] != null);
    }

    /** The inputs of a scenario, {@code [n, d]}. */
    public static Embeddings inputs(Arena arena, Scenario scenario) {
        var simulation = new Simulation(scenario);
        Embeddings inputs = Embeddings.allocate(arena, scenario.samples(), scenario.dimension());
        for (int sample = 0; sample < scenario.samples(); sample++) {
            inputs.set(sample, simulation.input(sample));
        }
        return inputs;
    }

    /** An estimate, and what can be believed of it. */
    public record Judged(GlobalEstimate estimate, Belief belief) {}

    /** Judges outputs, families found from the data; without neighbours. */
    public static Judged judge(Arena arena, Generations generations) {
        var samples = Samples.of(generations);
        GlobalEstimate estimate = SMOOTHIE.score(arena, samples).global();
        return new Judged(estimate,
                SMOOTHIE.believe(arena, samples, estimate, new FamilyChoice.Found()));
    }

    /** The same of the ranking by vote. */
    public static Belief judgeVote(Arena arena, Generations generations) {
        var samples = Samples.of(generations);
        Routing routing = SMOOTHIE.route(arena, samples, new Method.Vote(OptionalInt.empty(), false));
        return SMOOTHIE.believe(arena, samples, routing, new FamilyChoice.Found());
    }
}

package dev.smoothie.core.bench;

import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Smoothie-Local as a whole, from embeddings to routes: n=1000, m=5, d=768, k=20. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class LocalBenchmark {
    @Param({"openblas", "vector", "scalar"})
    String backend;

    private Arena arena;
    private Samples samples;

    /** Makes the data, and holds the routes against those of the scalar backend. */
    @Setup
    @SuppressWarnings("MustBeClosedChecker") // closed in the tear-down
    public void prepare() {
        arena = Arena.ofShared();
        samples = Data.samples(arena, 1000, 5, 768, Workers.all());
        Answers.require(Arrays.equals(routes("scalar"), routes(backend)), backend + " routes otherwise than scalar");
    }

    /** Frees the data. */
    @TearDown
    public void free() {
        arena.close();
    }

    /** Row estimates, neighbours, their means, routes. */
    @Benchmark
    public int[] local() {
        return routes(backend);
    }

    private int[] routes(String name) {
        try (Arena run = Arena.ofShared()) {
            Routing routing = new Smoothie(Backends.choose(name).backend(), Workers.all(), Integer::toString)
                    .route(run, samples, new Method.Local(20));
            return routing.routes();
        }
    }
}

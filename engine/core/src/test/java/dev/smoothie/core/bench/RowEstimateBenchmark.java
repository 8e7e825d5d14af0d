package dev.smoothie.core.bench;

import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

/** The pass from embedded outputs to row estimates over 2.5 GB, and a plain read of the same bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class RowEstimateBenchmark {
    private static final int CHECKED = 1000;

    @Param({"vector", "scalar"})
    String backend;

    /** m generators by d. */
    @Param({"8x384", "5x768", "16x384", "32x384", "100x384"})
    String shape;

    /** How many of a sample's outputs are equal to its first: of answers, most or all are. */
    @Param({"1", "1/2", "2/3", "all"})
    String equal;

    private final Workers workers = Workers.all();
    private Arena arena;
    private Generations generations;

    /** Makes the data, and compares the first rows of the answer with the scalar backend. */
    @Setup
    @SuppressWarnings("MustBeClosedChecker") // closed in the tear-down
    public void prepare() {
        String[] sizes = shape.split("x", 2);
        int m = Integer.parseInt(sizes[0]);
        int d = Integer.parseInt(sizes[1]);
        arena = Arena.ofShared();
        generations = Generations.complete(Data.uniform(arena, Data.FLOATS / d, d, workers), m);
        copyFirst(generations, switch (equal) {
            case "1" -> 1;
            case "1/2" -> m / 2;
            case "2/3" -> 2 * m / 3;
            default -> m;
        });
        Answers.requireEstimates(generations.vectors().slice(0, (long) CHECKED * m), m,
                Backends.choose(backend).backend(), workers);
    }

    private void copyFirst(Generations outputs, int count) {
        Embeddings vectors = outputs.vectors();
        long bytes = vectors.offset(1);
        workers.forBlocks(outputs.samples(), 64, (from, to) -> {
            for (int sample = (int) from; sample < to; sample++) {
                for (int generator = 1; generator < count; generator++) {
                    MemorySegment.copy(vectors.segment(), vectors.offset(outputs.row(sample, 0, 0)), vectors.segment(),
                            vectors.offset(outputs.row(sample, 0, generator)), bytes);
                }
            }
        });
    }

    /** Frees the data. */
    @TearDown
    public void free() {
        arena.close();
    }

    /** All row estimates. */
    @Benchmark
    public double estimates() {
        try (Arena run = Arena.ofShared()) {
            Matrix y = RowEstimates.of(run, generations, Backends.choose(backend).backend(), workers).y();
            return y.get(y.rows() - 1, 0);
        }
    }

    /** The least that could be done with the same bytes. */
    @Benchmark
    public double plainRead() {
        Embeddings vectors = generations.vectors();
        return PlainRead.sum(vectors, workers);
    }
}

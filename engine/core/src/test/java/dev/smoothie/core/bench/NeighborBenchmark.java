package dev.smoothie.core.bench;

import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
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

/** The 20 nearest of every row among all rows: of rows that all differ, and of some that are equal or nearly so. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class NeighborBenchmark {
    @Param({"openblas", "vector", "scalar"})
    String backend;

    @Param({"2000", "20000"})
    int n;

    @Param({"384", "768"})
    int d;

    @Param({"DISTINCT", "HALF_EQUAL", "TWO_THIRDS_EQUAL", "PAIRS_EQUAL", "HALF_NEAR"})
    EqualShare rows;

    private final Workers workers = Workers.all();
    private Arena arena;
    private Embeddings searched;
    private Neighbors found;

    /** Makes the data. */
    @Setup
    @SuppressWarnings("MustBeClosedChecker") // closed in the tear-down
    public void prepare() {
        arena = Arena.ofShared();
        searched = rows.of(Data.topics(arena, n, d, workers));
    }

    /** Holds some rows of the last answer against the definition; frees everything. */
    @TearDown
    public void check() {
        Answers.requireNearest(searched, found);
        arena.close();
    }

    /** The search; its answer lives to be checked. */
    @Benchmark
    public Neighbors search() {
        found = ExactSearch.among(arena, searched, 20, Backends.choose(backend).backend(), workers);
        return found;
    }
}

package dev.smoothie.core;

import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.CudaOnDouble;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.CudaBackend;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The backends that work on this machine, for parameterised tests. */
public final class TestBackends {
    /** Small, so that small sets have many tiles, with ragged ones. */
    private static final int TILE = 132;

    private TestBackends() {}

    public static Stream<Backend> all() {
        return Backends.all().values().stream().flatMap(backend -> backend.toOptional().stream());
    }

    /**
     * The same, and {@code cuda} on a double with two cards, where there are compilers for it and no real CUDA; JUnit
     * closes it. What passes on it has not been tested on a GPU.
     */
    public static Stream<Backend> withDouble() {
        List<Backend> ofMachine = all().toList();
        // No width of vectors changes what it does.
        Optional<Cuda> cuda = Integer.getInteger("smoothie.vector.bits") == null
                ? CudaOnDouble.find().flatMap(found -> found.cuda(2))
                : Optional.empty();
        return Stream.concat(ofMachine.stream(), cuda.stream().map(found -> new CudaBackend(found, scalar(),
                new CudaBackend.Settings(Optional.of(Precision.BF16X3), plan -> smallTiles(plan, TILE), true))));
    }

    /** The plan with tiles of that many rows and columns, and a sample of two of them at most. */
    public static CardSearchPlan smallTiles(CardSearchPlan plan, int tile) {
        int edge = Math.min(tile, plan.tile());
        return new CardSearchPlan(plan.keep(), plan.capacity(), edge, Math.min(plan.sample(), 2 * edge));
    }

    public static Backend scalar() {
        return Backends.choose("scalar").backend();
    }
}

package dev.smoothie.engine.compute;

import dev.smoothie.bindings.OpenBlas;
import dev.smoothie.engine.data.Embeddings;

/**
 * Screens with OpenBLAS's matrix product, in float32; everything else is the next simpler backend's. This class is loaded
 * only where there is an OpenBLAS.
 */
public final class OpenBlasBackend implements Backend {
    private final OpenBlas blas;
    private final Backend simpler;

    OpenBlasBackend(OpenBlas blas, Backend simpler) {
        this.blas = blas;
        this.simpler = simpler;
    }

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public String description() {
        return "%s kernels of %s (%s); the rest: %s, %s".formatted(blas.coreName(), blas.path(), blas.configuration(),
                simpler.name(), simpler.description());
    }

    @Override
    public void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread) {
        simpler.spread(vectors, rows, count, weights, spread);
    }

    /** {@inheritDoc} Several may work at once, each on a thread of its own: OpenBLAS starts none. */
    @Override
    public Screen screen(int maxRows, int d) {
        return new OpenBlasScreen(blas, d, simpler instanceof VectorBackend);
    }
}

package dev.smoothie.core.compute;

import dev.smoothie.bindings.OpenBlas;
import dev.smoothie.core.vectors.Embeddings;

/**
 * The backend that screens neighbours with OpenBLAS's matrix product, in float32. It passes everything else to the next
 * simpler backend. This class is loaded only where there is an OpenBLAS.
 */
public final class OpenBlasBackend implements Backend {
    private final OpenBlas blas;
    private final Backend simpler;
    private final boolean lanes;

    /** {@code lanes} says whether {@code simpler} has SIMD registers, which then look through the keys. */
    OpenBlasBackend(OpenBlas blas, Backend simpler, boolean lanes) {
        this.blas = blas;
        this.simpler = simpler;
        this.lanes = lanes;
    }

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public String description() {
        return "%s kernels of %s (%s); the rest is done by %s, %s".formatted(blas.coreName(), blas.path(),
                blas.configuration(),
                simpler.name(), simpler.description());
    }

    @Override
    public void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread) {
        simpler.spread(vectors, rows, count, weights, spread);
    }

    /** {@inheritDoc} Several screens may work at once, each on its own thread: OpenBLAS starts no threads. */
    @Override
    public TileScreen screen(int maxRows, int d) {
        return new OpenBlasTileScreen(blas, maxRows, d, lanes);
    }
}

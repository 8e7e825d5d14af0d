package dev.smoothie.core.compute;

import dev.smoothie.bindings.OpenBlas;
import dev.smoothie.core.vectors.Embeddings;

/**
 * The {@link TileScreen} that multiplies with OpenBLAS. The product is written straight into the tile; one pass then
 * adds the terms of rows and columns while the tile is in cache.
 */
final class OpenBlasTileScreen implements TileScreen {
    private final OpenBlas blas;
    private final int d;
    private final KeyScan scan;
    private Embeddings a;
    private float[] aTerms;

    /**
     * @param maxRows
     *            the most rows of either block
     * @param vectorised
     *            whether the Vector API is there
     */
    OpenBlasTileScreen(OpenBlas blas, int maxRows, int d, boolean vectorised) {
        this.blas = blas;
        this.d = d;
        this.scan = new KeyScan(vectorised, maxRows);
    }

    @Override
    public void load(Embeddings rows, float[] terms) {
        a = rows;
        aTerms = terms;
    }

    @Override
    public void keys(Embeddings b, float[] bTerms, Tile keys) {
        int na = (int) a.rows();
        int nb = (int) b.rows();
        blas.sgemm(na, nb, d, -2, a.segment(), d, b.segment(), d, 0, keys.segment(), keys.stride());
        scan.addTerms(keys, aTerms, na, bTerms, nb);
    }

    /**
     * The bound for any order of d multiply-adds in float32 (see {@link VectorTileScreen#errorBound()}). OpenBLAS sums
     * parts of d and adds these up, which makes no chain of roundings longer than d, and the factor −2 is exact.
     */
    @Override
    public double errorBound() {
        double error = d * 0x1p-24;
        return error / (1 - error);
    }

    @Override
    public float threshold(Tile keys, int row, int columns, int least, int most) {
        return scan.threshold(keys, row, columns, least, most);
    }

    @Override
    public int below(Tile keys, int row, int columns, float threshold, int[] found) {
        return scan.below(keys, row, columns, threshold, found);
    }

    @Override
    public int below(Tile keys, int row, int columns, float threshold, float[] thresholds, int[] found) {
        return scan.below(keys, row, columns, threshold, thresholds, found);
    }
}

package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

import static java.nio.ByteOrder.nativeOrder;

/**
 * The {@link TileScreen} of {@link VectorBackend}: a register-blocked matrix product on the Vector API. B is packed
 * into panels two vectors wide, column by column of d, so that one step along d loads two vectors of B, broadcasts
 * {@link #ROWS} elements of A and does twice as many multiply-adds (12 sums, 2 of B and 1 broadcast fit the 16
 * registers of AVX2).
 */
final class VectorTileScreen implements TileScreen {
    private static final int ROWS = 6;
    private static final int LANES = Lanes.COUNT;
    private static final int PANEL = 2 * LANES;

    private final int d;
    private final float[] packedA;
    private final float[] packedB;
    private final float[] aTerms;
    private final float[] bTerms;
    private final float[] row;
    private final KeyScan scan;
    private int na;

    VectorTileScreen(int maxRows, int d) {
        this.d = d;
        int roomA = Math.ceilDiv(maxRows, ROWS) * ROWS;
        int roomB = Math.ceilDiv(maxRows, PANEL) * PANEL;
        this.packedA = new float[Math.multiplyExact(roomA, d)];
        this.packedB = new float[Math.multiplyExact(roomB, d)];
        this.aTerms = new float[roomA];
        this.bTerms = new float[roomB];
        this.row = new float[d];
        this.scan = new KeyScan(true, maxRows);
    }

    /**
     * The bound for any order of d multiply-adds in float32: γ_d = d·u / (1 − d·u) with u = 2⁻²⁴ (Higham 2002, §3.1).
     */
    @Override
    public double errorBound() {
        double error = d * 0x1p-24;
        return error / (1 - error);
    }

    @Override
    public void load(Embeddings a, float[] aTerms) {
        na = (int) a.rows();
        pack(a, ROWS, packedA);
        System.arraycopy(aTerms, 0, this.aTerms, 0, na);
    }

    @Override
    public void keys(Embeddings b, float[] bTerms, Tile keys) {
        int nb = (int) b.rows();
        pack(b, PANEL, packedB);
        System.arraycopy(bTerms, 0, this.bTerms, 0, nb);
        for (int j = 0; j < nb; j += PANEL) {
            for (int i = 0; i < na; i += ROWS) {
                block(i, j, keys);
            }
        }
        for (int i = 0; i < na; i++) {
            addTerms(i, nb, keys);
        }
    }

    /** Groups of {@code width} rows, transposed: {@code packed[first·d + column·width + row in group]}, zero-filled. */
    private void pack(Embeddings rows, int width, float[] packed) {
        int n = (int) rows.rows();
        for (int first = 0; first < n; first += width) {
            if (first + width > n) {
                Arrays.fill(packed, first * d, (first + width) * d, 0);
            }
            for (int r = 0; r < Math.min(width, n - first); r++) {
                MemorySegment.copy(rows.segment(), ValueLayout.JAVA_FLOAT, rows.offset(first + r), row, 0, d);
                for (int column = 0, at = first * d + r; column < d; column++, at += width) {
                    packed[at] = row[column];
                }
            }
        }
    }

    /**
     * The sums are local variables: a vector that is passed to a method which is not inlined is boxed, in every step of
     * the loop.
     */
    // @formatter:off
    private void block(int i, int j, Tile keys) {
        FloatVector s00 = FloatVector.zero(Lanes.FLOAT), s01 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s10 = FloatVector.zero(Lanes.FLOAT), s11 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s20 = FloatVector.zero(Lanes.FLOAT), s21 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s30 = FloatVector.zero(Lanes.FLOAT), s31 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s40 = FloatVector.zero(Lanes.FLOAT), s41 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s50 = FloatVector.zero(Lanes.FLOAT), s51 = FloatVector.zero(Lanes.FLOAT);
        float[] pa = packedA;
        float[] pb = packedB;
        for (int column = 0; column < d; column++) {
            int a = i * d + column * ROWS;
            int b = j * d + column * PANEL;
            FloatVector b0 = FloatVector.fromArray(Lanes.FLOAT, pb, b);
            FloatVector b1 = FloatVector.fromArray(Lanes.FLOAT, pb, b + LANES);
            FloatVector x0 = FloatVector.broadcast(Lanes.FLOAT, pa[a]);
            s00 = x0.fma(b0, s00); s01 = x0.fma(b1, s01);
            FloatVector x1 = FloatVector.broadcast(Lanes.FLOAT, pa[a + 1]);
            s10 = x1.fma(b0, s10); s11 = x1.fma(b1, s11);
            FloatVector x2 = FloatVector.broadcast(Lanes.FLOAT, pa[a + 2]);
            s20 = x2.fma(b0, s20); s21 = x2.fma(b1, s21);
            FloatVector x3 = FloatVector.broadcast(Lanes.FLOAT, pa[a + 3]);
            s30 = x3.fma(b0, s30); s31 = x3.fma(b1, s31);
            FloatVector x4 = FloatVector.broadcast(Lanes.FLOAT, pa[a + 4]);
            s40 = x4.fma(b0, s40); s41 = x4.fma(b1, s41);
            FloatVector x5 = FloatVector.broadcast(Lanes.FLOAT, pa[a + 5]);
            s50 = x5.fma(b0, s50); s51 = x5.fma(b1, s51);
        }
        MemorySegment out = keys.segment();
        long stride = (long) keys.stride() * Float.BYTES;
        long at = keys.offset(i) + (long) j * Float.BYTES;
        long next = (long) LANES * Float.BYTES;
        s00.intoMemorySegment(out, at, nativeOrder()); s01.intoMemorySegment(out, at + next, nativeOrder());
        s10.intoMemorySegment(out, at + stride, nativeOrder()); s11.intoMemorySegment(out, at + stride + next, nativeOrder());
        at += 2 * stride;
        s20.intoMemorySegment(out, at, nativeOrder()); s21.intoMemorySegment(out, at + next, nativeOrder());
        s30.intoMemorySegment(out, at + stride, nativeOrder()); s31.intoMemorySegment(out, at + stride + next, nativeOrder());
        at += 2 * stride;
        s40.intoMemorySegment(out, at, nativeOrder()); s41.intoMemorySegment(out, at + next, nativeOrder());
        s50.intoMemorySegment(out, at + stride, nativeOrder()); s51.intoMemorySegment(out, at + stride + next, nativeOrder());
    }
    // @formatter:on

    /** Turns one row of inner products into keys. */
    private void addTerms(int i, int columns, Tile keys) {
        FloatVector minusTwo = FloatVector.broadcast(Lanes.FLOAT, -2f);
        FloatVector term = FloatVector.broadcast(Lanes.FLOAT, aTerms[i]);
        for (int column = 0; column < columns; column += LANES) {
            long at = keys.offset(i) + (long) column * Float.BYTES;
            FloatVector product = FloatVector.fromMemorySegment(Lanes.FLOAT, keys.segment(), at, nativeOrder());
            product.fma(minusTwo, FloatVector.fromArray(Lanes.FLOAT, bTerms, column).add(term))
                    .intoMemorySegment(keys.segment(), at, nativeOrder());
        }
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

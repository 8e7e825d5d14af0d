package dev.smoothie.engine.compute;

import dev.smoothie.engine.data.Embeddings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import static java.nio.ByteOrder.nativeOrder;

/**
 * A register-blocked matrix product on the Vector API. B is transposed into panels two vectors wide, so that one step along d
 * loads two vectors of B, broadcasts {@link #ROWS} elements of A and does twice as many multiply-adds (12 sums, 2 of B and 1
 * broadcast fit the 16 registers of AVX2). One thread with 512 bits makes 110 to 130
 * GFLOP/s where multiply-adds alone make 190.
 */
final class VectorScreen implements Screen {
    private static final int ROWS = 6;
    private static final int LANES = Lanes.COUNT;
    private static final int PANEL = 2 * LANES;
    /** Columns of d at a time: a panel so deep takes 32 KB of the first-level cache. With 768 at a time it was a tenth slower. */
    private static final int DEPTH = 256;

    private final int d;
    private final int depth;
    private final float[] rowsA;
    private final float[] line;
    private final float[] packedB;
    private final float[] aTerms;
    private final float[] bTerms;
    private final float[] products = new float[ROWS * PANEL];

    VectorScreen(int maxRows, int d) {
        this.d = d;
        this.depth = Math.ceilDiv(d, Math.ceilDiv(d, DEPTH));
        int roomA = Math.ceilDiv(maxRows, ROWS) * ROWS;
        int roomB = Math.ceilDiv(maxRows, PANEL) * PANEL;
        this.rowsA = new float[Math.multiplyExact(roomA, d)];
        this.line = new float[depth];
        this.packedB = new float[roomB * depth];
        this.aTerms = new float[roomA];
        this.bTerms = new float[roomB];
    }

    /** Any order of d multiply-adds in float32: γ_d = d·u / (1 − d·u) with u = 2⁻²⁴ (Higham 2002, §3.1). */
    @Override
    public double errorBound() {
        double error = d * 0x1p-24;
        return error / (1 - error);
    }

    @Override
    public void keys(Embeddings a, float[] aTerms, Embeddings b, float[] bTerms, Tile keys) {
        int na = (int) a.rows();
        int nb = (int) b.rows();
        MemorySegment.copy(a.segment(), ValueLayout.JAVA_FLOAT, 0, rowsA, 0, na * d);
        Arrays.fill(rowsA, na * d, Math.ceilDiv(na, ROWS) * ROWS * d, 0);
        System.arraycopy(aTerms, 0, this.aTerms, 0, na);
        System.arraycopy(bTerms, 0, this.bTerms, 0, nb);
        for (int from = 0; from < d; from += depth) {
            int to = Math.min(d, from + depth);
            pack(b, from, to);
            for (int j = 0; j < nb; j += PANEL) {
                for (int i = 0; i < na; i += ROWS) {
                    multiply(i, j, from, to);
                    store(i, j, from == 0, to == d, keys);
                }
            }
        }
    }

    /** Columns {@code [from, to)} of panels of rows: {@code packedB[first·depth + (column - from)·PANEL + row in panel]}. */
    private void pack(Embeddings rows, int from, int to) {
        int n = (int) rows.rows();
        for (int row = 0; row < Math.ceilDiv(n, PANEL) * PANEL; row++) {
            if (row < n) {
                MemorySegment.copy(rows.segment(), ValueLayout.JAVA_FLOAT, rows.offset(row) + (long) from * Float.BYTES,
                        line, 0, to - from);
            } else {
                Arrays.fill(line, 0);
            }
            scatter(to - from, row / PANEL * PANEL * depth + row % PANEL);
        }
    }

    private void scatter(int count, int at) {
        float[] source = line;
        float[] target = packedB;
        for (int i = 0; i < count; i++) {
            target[at + i * PANEL] = source[i];
        }
    }

    /**
     * The sums leave by way of an array: with the arithmetic of {@link #store} in here, C2 runs out of nodes to inline with,
     * boxes all sums on every step, and makes 12 GFLOP/s instead of 120.
     */
    // @formatter:off
    private void multiply(int i, int j, int from, int to) {
        FloatVector s00 = FloatVector.zero(Lanes.FLOAT);
        FloatVector s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
        FloatVector s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
        float[] pa = rowsA;
        float[] pb = packedB;
        int row0 = i * d;
        int row1 = row0 + d;
        int row2 = row1 + d;
        int row3 = row2 + d;
        int row4 = row3 + d;
        int row5 = row4 + d;
        int atB = j * depth;
        for (int column = from; column < to; column++, atB += PANEL) {
            FloatVector b0 = FloatVector.fromArray(Lanes.FLOAT, pb, atB);
            FloatVector b1 = FloatVector.fromArray(Lanes.FLOAT, pb, atB + LANES);
            FloatVector x0 = FloatVector.broadcast(Lanes.FLOAT, pa[row0 + column]);
            s00 = x0.fma(b0, s00); s01 = x0.fma(b1, s01);
            FloatVector x1 = FloatVector.broadcast(Lanes.FLOAT, pa[row1 + column]);
            s10 = x1.fma(b0, s10); s11 = x1.fma(b1, s11);
            FloatVector x2 = FloatVector.broadcast(Lanes.FLOAT, pa[row2 + column]);
            s20 = x2.fma(b0, s20); s21 = x2.fma(b1, s21);
            FloatVector x3 = FloatVector.broadcast(Lanes.FLOAT, pa[row3 + column]);
            s30 = x3.fma(b0, s30); s31 = x3.fma(b1, s31);
            FloatVector x4 = FloatVector.broadcast(Lanes.FLOAT, pa[row4 + column]);
            s40 = x4.fma(b0, s40); s41 = x4.fma(b1, s41);
            FloatVector x5 = FloatVector.broadcast(Lanes.FLOAT, pa[row5 + column]);
            s50 = x5.fma(b0, s50); s51 = x5.fma(b1, s51);
        }
        float[] out = products;
        s00.intoArray(out, 0); s01.intoArray(out, LANES);
        s10.intoArray(out, PANEL); s11.intoArray(out, PANEL + LANES);
        s20.intoArray(out, 2 * PANEL); s21.intoArray(out, 2 * PANEL + LANES);
        s30.intoArray(out, 3 * PANEL); s31.intoArray(out, 3 * PANEL + LANES);
        s40.intoArray(out, 4 * PANEL); s41.intoArray(out, 4 * PANEL + LANES);
        s50.intoArray(out, 5 * PANEL); s51.intoArray(out, 5 * PANEL + LANES);
    }
    // @formatter:on

    /** Adds the products to those in the tile; the last of them become keys there. */
    private void store(int i, int j, boolean first, boolean last, Tile keys) {
        FloatVector minusTwo = FloatVector.broadcast(Lanes.FLOAT, -2f);
        MemorySegment segment = keys.segment();
        for (int column = 0; column < PANEL; column += LANES) {
            FloatVector terms = FloatVector.fromArray(Lanes.FLOAT, bTerms, j + column);
            for (int row = 0; row < ROWS; row++) {
                long offset = keys.offset(i + row) + (long) (j + column) * Float.BYTES;
                FloatVector sum = FloatVector.fromArray(Lanes.FLOAT, products, row * PANEL + column);
                if (!first) {
                    sum = sum.add(FloatVector.fromMemorySegment(Lanes.FLOAT, segment, offset, nativeOrder()));
                }
                if (last) {
                    sum = sum.fma(minusTwo, terms.add(aTerms[i + row]));
                }
                sum.intoMemorySegment(segment, offset, nativeOrder());
            }
        }
    }

    @Override
    public int below(Tile keys, int row, int columns, float threshold, int[] found) {
        int count = 0;
        int column = 0;
        for (; column <= columns - LANES; column += LANES) {
            FloatVector key = FloatVector.fromMemorySegment(Lanes.FLOAT, keys.segment(),
                    keys.offset(row) + (long) column * Float.BYTES, nativeOrder());
            long hits = key.compare(VectorOperators.LT, threshold).toLong();
            for (; hits != 0; hits &= hits - 1) {
                found[count++] = column + Long.numberOfTrailingZeros(hits);
            }
        }
        for (; column < columns; column++) {
            if (keys.get(row, column) < threshold) {
                found[count++] = column;
            }
        }
        return count;
    }

    @Override
    public int below(Tile keys, int row, int columns, float[] thresholds, int[] found) {
        int count = 0;
        int column = 0;
        for (; column <= columns - LANES; column += LANES) {
            FloatVector key = FloatVector.fromMemorySegment(Lanes.FLOAT, keys.segment(),
                    keys.offset(row) + (long) column * Float.BYTES, nativeOrder());
            FloatVector threshold = FloatVector.fromArray(Lanes.FLOAT, thresholds, column);
            long hits = key.compare(VectorOperators.LT, threshold).toLong();
            for (; hits != 0; hits &= hits - 1) {
                found[count++] = column + Long.numberOfTrailingZeros(hits);
            }
        }
        for (; column < columns; column++) {
            if (keys.get(row, column) < thresholds[column]) {
                found[count++] = column;
            }
        }
        return count;
    }
}

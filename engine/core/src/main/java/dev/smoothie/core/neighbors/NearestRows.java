package dev.smoothie.core.neighbors;

/**
 * Keeps the k nearest base rows of one query among those offered so far, by exact distance, equal distances by index: a
 * sorted list. {@link CertifiedRanking} uses it to re-rank candidates that it must measure, {@link BaseSweep} to widen,
 * and the pipeline to re-rank what an index proposes. Belongs to one thread.
 */
public final class NearestRows {
    private final double[] distances;
    private final int[] rows;
    private final double limit;
    private int count;

    /** An empty list for k rows, of which the last is known to be no farther than {@code limit}. */
    public NearestRows(int k, double limit) {
        this.distances = new double[k];
        this.rows = new int[k];
        this.limit = limit;
    }

    /** The distance of the last of k, or the limit while there are fewer. */
    public double worst() {
        return count == rows.length ? distances[count - 1] : limit;
    }

    public void offer(double distance, int row) {
        if (count == rows.length && !before(distance, row, count - 1)) {
            return;
        }
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (before(distance, row, middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int moved = Math.min(count, rows.length - 1) - low;
        System.arraycopy(distances, low, distances, low + 1, moved);
        System.arraycopy(rows, low, rows, low + 1, moved);
        distances[low] = distance;
        rows[low] = row;
        count = Math.min(count + 1, rows.length);
    }

    private boolean before(double distance, int row, int at) {
        return distance < distances[at] || (distance == distances[at] && row < rows[at]);
    }

    public int size() {
        return count;
    }

    public int row(int rank) {
        return rows[rank];
    }
}

package dev.smoothie.engine.neighbors;

/** The k nearest of the base rows shown so far, by exact distance, equal distances by index: a sorted list. */
final class Nearest {
    private final double[] distances;
    private final int[] rows;
    private final double limit;
    private int count;

    /** Room for k rows, of which the last is known to be no farther than {@code limit}. */
    Nearest(int k, double limit) {
        this.distances = new double[k];
        this.rows = new int[k];
        this.limit = limit;
    }

    /** The distance of the last of k, or the limit while there are fewer. */
    double worst() {
        return count == rows.length ? distances[count - 1] : limit;
    }

    void offer(double distance, int row) {
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

    int size() {
        return count;
    }

    int row(int rank) {
        return rows[rank];
    }
}

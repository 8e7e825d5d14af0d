package dev.smoothie.plugin.onnx;

import java.util.Arrays;

/** Ids of tokens, one after the other, in an array that grows. For one thread. */
final class TokenIds {

    private int[] ids;
    private int count;

    TokenIds(int expected) {
        this.ids = new int[expected];
    }

    int count() {
        return count;
    }

    /** The array with room for {@code more} ids after the first {@link #count}; until the next such call. */
    int[] reserve(int more) {
        if (ids.length - count < more) {
            ids = Arrays.copyOf(ids, Math.max(Math.addExact(count, more), (int) Math.min(2L * ids.length, 1 << 30)));
        }
        return ids;
    }

    void append(int id) {
        reserve(1)[count++] = id;
    }

    void append(int[] more) {
        System.arraycopy(more, 0, reserve(more.length), count, more.length);
        count += more.length;
    }

    void append(long[] more) {
        reserve(more.length);
        for (long id : more) {
            append(Math.toIntExact(id));
        }
    }

    /** Sets the number of ids: fewer than before, or as many as were written into {@link #reserve}'s array. */
    void end(int newCount) {
        count = newCount;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, count);
    }
}

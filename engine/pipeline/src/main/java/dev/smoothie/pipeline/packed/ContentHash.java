package dev.smoothie.pipeline.packed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** XXH64 with seed 0, of which the lowest 32 bits are the checksum of a Zstandard frame. Bytes are added in any portions. */
final class ContentHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;
    private static final int STRIPE = 32;

    private final long[] lanes = {P1 + P2, P2, 0, -P1};
    private final byte[] pending = new byte[STRIPE];
    private int pendingLength;
    private long total;

    void add(byte[] bytes, int offset, int length) {
        total += length;
        int position = offset;
        int end = offset + length;
        if (pendingLength > 0) {
            int count = Math.min(STRIPE - pendingLength, length);
            System.arraycopy(bytes, position, pending, pendingLength, count);
            pendingLength += count;
            position += count;
            if (pendingLength < STRIPE) {
                return;
            }
            stripe(pending, 0);
            pendingLength = 0;
        }
        for (; end - position >= STRIPE; position += STRIPE) {
            stripe(bytes, position);
        }
        pendingLength = end - position;
        System.arraycopy(bytes, position, pending, 0, pendingLength);
    }

    private void stripe(byte[] bytes, int offset) {
        for (int i = 0; i < 4; i++) {
            lanes[i] = round(lanes[i], (long) LONG.get(bytes, offset + 8 * i));
        }
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * P2, 31) * P1;
    }

    long value() {
        long hash = total >= STRIPE ? merged() : P5;
        hash += total;
        int position = 0;
        for (; pendingLength - position >= 8; position += 8) {
            hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(pending, position)), 27) * P1 + P4;
        }
        if (pendingLength - position >= 4) {
            hash = Long.rotateLeft(hash ^ ((int) INT.get(pending, position) & 0xffffffffL) * P1, 23) * P2 + P3;
            position += 4;
        }
        for (; position < pendingLength; position++) {
            hash = Long.rotateLeft(hash ^ (pending[position] & 0xff) * P5, 11) * P1;
        }
        hash = (hash ^ hash >>> 33) * P2;
        hash = (hash ^ hash >>> 29) * P3;
        return hash ^ hash >>> 32;
    }

    private long merged() {
        long hash = Long.rotateLeft(lanes[0], 1) + Long.rotateLeft(lanes[1], 7) + Long.rotateLeft(lanes[2], 12)
                + Long.rotateLeft(lanes[3], 18);
        for (long lane : lanes) {
            hash = (hash ^ round(0, lane)) * P1 + P4;
        }
        return hash;
    }
}

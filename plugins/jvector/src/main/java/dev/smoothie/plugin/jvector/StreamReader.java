package dev.smoothie.plugin.jvector;

import io.github.jbellis.jvector.disk.RandomAccessReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Shows a stream to the library's reader of graphs, which only goes forward and reads single numbers. */
final class StreamReader implements RandomAccessReader {
    private final DataInputStream in;
    private long position;

    StreamReader(DataInputStream in) {
        this.in = in;
    }

    @Override
    public int readInt() throws IOException {
        int value = in.readInt();
        position += Integer.BYTES;
        return value;
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(readInt());
    }

    @Override
    public long readLong() throws IOException {
        long value = in.readLong();
        position += Long.BYTES;
        return value;
    }

    @Override
    public long getPosition() {
        return position;
    }

    @Override
    public void seek(long offset) {
        throw forwardOnly();
    }

    @Override
    public void readFully(byte[] bytes) {
        throw forwardOnly();
    }

    @Override
    public void readFully(ByteBuffer buffer) {
        throw forwardOnly();
    }

    @Override
    public void readFully(long[] vector) {
        throw forwardOnly();
    }

    @Override
    public void read(int[] ints, int offset, int count) {
        throw forwardOnly();
    }

    @Override
    public void read(float[] floats, int offset, int count) {
        throw forwardOnly();
    }

    @Override
    public long length() {
        throw forwardOnly();
    }

    @Override
    public void close() {}

    private static UnsupportedOperationException forwardOnly() {
        return new UnsupportedOperationException("a stream of single numbers");
    }
}

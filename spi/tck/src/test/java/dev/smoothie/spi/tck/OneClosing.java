package dev.smoothie.spi.tck;

/** Something that fails when it is closed twice. */
final class OneClosing implements AutoCloseable {
    private boolean closed;

    @Override
    public void close() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        closed = true;
    }
}

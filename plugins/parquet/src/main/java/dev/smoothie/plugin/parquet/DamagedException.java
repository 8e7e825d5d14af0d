package dev.smoothie.plugin.parquet;

/** What a file holds contradicts itself. The message does not name the file. */
final class DamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}

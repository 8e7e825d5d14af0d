package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in one message why a file could not be read or written. */
final class Failures {

    private Failures() {}

    /** The failure to read {@code file}, from whatever the library or its pages ended with. */
    static SmoothieException reading(Path file, Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return new SmoothieException("%s: %s".formatted(file, reason(deepest)), cause);
    }

    /** The failure to write {@code file}. */
    static SmoothieException writing(Path file, IOException cause) {
        String reason = switch (cause) {
            case NoSuchFileException _ -> "its folder does not exist";
            case AccessDeniedException _ -> "permission is denied";
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
        return new SmoothieException("%s cannot be written: %s".formatted(file, reason), cause);
    }

    private static String reason(Throwable deepest) {
        if (deepest instanceof UnsupportedOperationException) {
            return deepest.getMessage() + ", which is not supported; write it again with zstd, in Python:"
                    + " pyarrow.parquet.write_table(pyarrow.parquet.read_table(IN), OUT, compression='zstd')";
        }
        // The library does not export the type.
        if (deepest.getClass().getSimpleName().equals("EncryptedParquetException")) {
            return "it is an encrypted Parquet file, which is not supported; write it again without encryption";
        }
        if (deepest instanceof OutOfMemoryError) {
            return "there is not enough memory to unpack its pages, or the Parquet file is damaged; SMOOTHIE_JAVA_OPTS=-Xmx8g"
                    + " gives more memory";
        }
        if (deepest instanceof LinkageError) {
            return "the native code that unpacks it cannot be loaded: %s; write it again with gzip, in Python:"
                    .formatted(deepest.getMessage())
                    + " pyarrow.parquet.write_table(pyarrow.parquet.read_table(IN), OUT, compression='gzip')";
        }
        String message = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
        return "it is a damaged or cut off Parquet file (%s); copy or write it again".formatted(message);
    }
}

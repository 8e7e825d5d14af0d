package dev.smoothie.core.files;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;

/** Puts an {@link IOException} into words that stand after a path. The JDK's own message is often the path alone. */
public final class IoReason {

    private IoReason() {}

    /** The reason alone, without the path. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "no such file";
            case FileNotFoundException e -> "no such file";
            case AccessDeniedException e -> "permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case EOFException e -> "the gzip data end too early; the file is truncated";
            case ZipException e -> "broken gzip data (%s)".formatted(e.getMessage());
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}

package dev.smoothie.core.files;

import dev.smoothie.core.failure.CoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of files that appears whole or not at all: it is written beside its place, and moved there by {@link #commit}.
 * Unless that is called nothing is left, also on Ctrl-C. For use by one thread.
 */
public final class OutputFolder implements AutoCloseable {
    private final Path path;
    private final Path temporary;
    private boolean closed;

    private OutputFolder(Path path, Path temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * Begins a folder. What is at {@code path} stays until {@link #commit}.
     *
     * @throws CoreException
     *             if nothing can be written there
     */
    public static OutputFolder at(Path path) {
        Path target = RealPath.of(path);
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new CoreException(
                    "%s: cannot write: there is no directory %s; create it first".formatted(path, parent));
        }
        try {
            return new OutputFolder(target, TemporaryFiles.createFolderBeside(target));
        } catch (AccessDeniedException e) {
            throw new CoreException(
                    "%s: cannot write: permission denied in the folder %s".formatted(path, parent), e);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Where a file of the folder is to be written. */
    public Path file(String name) {
        return temporary.resolve(name);
    }

    /**
     * Makes the folder appear under its name, and closes. A folder that is there is replaced; whoever has its files open
     * can go on reading them.
     *
     * @throws CoreException
     *             if that is not possible; what was there is there still
     */
    public void commit() {
        Optional<Path> old = Optional.empty();
        try {
            if (Files.exists(path)) {
                old = Optional.of(TemporaryFiles.nameBeside(path));
                Files.move(path, old.get(), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            old.ifPresent(this::restore);
            throw failure(path, e);
        }
        TemporaryFiles.release(temporary);
        closed = true;
        old.ifPresent(TemporaryFiles::delete);
    }

    private void restore(Path old) {
        try {
            if (Files.exists(old) && !Files.exists(path)) {
                Files.move(old, path, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException _) {
            // The first failure has the message that helps.
        }
    }

    /** The bytes of all files in a folder. */
    public static long size(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new CoreException("%s: cannot read: %s".formatted(folder, IoReason.of(e)), e);
        }
    }

    /** Gives the folder up unless it was committed. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            TemporaryFiles.delete(temporary);
        }
    }

    private static CoreException failure(Path path, IOException e) {
        return new CoreException("%s: cannot write: %s".formatted(path, IoReason.of(e)), e);
    }
}

package dev.smoothie.pipeline.readers;

import dev.smoothie.spi.TableReader;
import java.nio.file.Path;
import java.util.Optional;

/** Opens files that hold tables, and are not read by this program itself: by its plugins. */
@FunctionalInterface
public interface TableOpener {
    /** Opens nothing. */
    TableOpener NONE = _ -> Optional.empty();

    /**
     * Opens a file.
     *
     * @return its rows, which the caller closes; empty if nobody knows the file
     * @throws dev.smoothie.spi.SmoothieException
     *             if the file cannot be read or is damaged
     */
    Optional<TableReader> open(Path file);
}

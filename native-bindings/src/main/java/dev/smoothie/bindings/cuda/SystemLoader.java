package dev.smoothie.bindings.cuda;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out which file the loader of Linux takes for a library's name: it loads the library by name, and reads from the
 * memory map of this process which file that was.
 */
final class SystemLoader {
    private static final Path MAP = Path.of("/proc/self/maps");
    /** A line is {@code address-address rwxp offset device inode path}. */
    private static final int PATH_FIELD = 5;

    private SystemLoader() {}

    static Optional<Path> find(String soname, String symbol) {
        try {
            // Never unloaded: it may be loaded again at once, and it may have registered code that runs at the end.
            return SymbolLookup.libraryLookup(soname, Arena.global()).find(symbol).flatMap(at -> fileAt(at.address()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the loader does not find it
        }
    }

    private static Optional<Path> fileAt(long address) {
        try (Stream<String> lines = Files.lines(MAP)) {
            return lines.map(line -> line.split(" +", PATH_FIELD + 1))
                    .filter(fields -> fields.length > PATH_FIELD && fields[PATH_FIELD].startsWith("/"))
                    .filter(fields -> covers(fields[0], address)).map(fields -> Path.of(fields[PATH_FIELD]))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean covers(String range, long address) {
        int dash = range.indexOf('-');
        return Long.compareUnsigned(address, Long.parseUnsignedLong(range, 0, dash, 16)) >= 0
                && Long.compareUnsigned(address, Long.parseUnsignedLong(range, dash + 1, range.length(), 16)) < 0;
    }
}

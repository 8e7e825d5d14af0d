package dev.smoothie.bindings;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Loads shared libraries by path, and finds their symbols. A loaded library stays as long as the class loader of this
 * module, whose {@link SymbolLookup#loaderLookup()}, which the generated bindings use, finds its symbols from then on.
 *
 * @param path
 *            the file it came from, absolute
 * @param symbols
 *            finds the functions of this library and of what it links to, and no others
 */
public record NativeLibrary(Path path, SymbolLookup symbols) {

    /**
     * Loads a library by path. {@link System#load} names the dependency that is missing where
     * {@link SymbolLookup#libraryLookup(Path, Arena)} only says that it failed.
     *
     * @param file
     *            the library
     * @return the library, or the loader's own reason why not
     */
    public static Availability<NativeLibrary> load(Path file) {
        return load(List.of(file));
    }

    /**
     * Loads libraries in the order given, and returns the last of them, or the reason why one of them does not load.
     */
    static Availability<NativeLibrary> load(List<Path> files) {
        for (Path file : files) {
            Path path = file.toAbsolutePath().normalize();
            if (!Files.isRegularFile(path)) {
                return new Availability.Absent<>("there is no library at " + path, "check the path");
            }
            if (Platform.isLinux() && !isElf(path)) {
                return new Availability.Absent<>(path + " does not load: it is not a library (no ELF file)",
                        "name a library built for this machine");
            }
            try {
                System.load(path.toString());
            } catch (UnsatisfiedLinkError | IllegalCallerException e) {
                return new Availability.Absent<>(path + " does not load: " + e.getMessage(),
                        "install what it depends on, or name a library built for this machine");
            }
        }
        Path path = files.getLast().toAbsolutePath().normalize();
        try {
            return new Availability.Present<>(
                    new NativeLibrary(path, SymbolLookup.libraryLookup(path, Arena.global())));
        } catch (IllegalArgumentException e) {
            return new Availability.Absent<>(path + " was deleted or changed while it was loaded: " + e.getMessage(),
                    "run the command again");
        }
    }

    /**
     * Whether the file begins as a library does. It is asked before Java's loader, which prints a warning about such a
     * file on standard output, among the results.
     */
    private static boolean isElf(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(4), new byte[]{0x7f, 'E', 'L', 'F'});
        } catch (IOException e) {
            return true; // the loader says why it cannot be read
        }
    }
}

package dev.smoothie.bindings;

import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A shared library that has been loaded, and its symbols.
 *
 * @param path
 *            the file it came from, absolute
 * @param symbols
 *            finds its functions; lives as long as the class loader of this module
 */
public record NativeLibrary(Path path, SymbolLookup symbols) {

    /**
     * Loads a library by path. {@link System#load} names the dependency that is missing where
     * {@link SymbolLookup#libraryLookup(Path, java.lang.foreign.Arena)} only says that it failed.
     *
     * @param file
     *            the library
     * @return the library, or the loader's own reason why not
     */
    @SuppressWarnings("restricted") // loading native code is what this class is for
    public static Availability<NativeLibrary> load(Path file) {
        Path path = file.toAbsolutePath().normalize();
        if (!Files.isRegularFile(path)) {
            return new Availability.Absent<>("there is no library at " + path, "check the path");
        }
        try {
            System.load(path.toString());
        } catch (UnsatisfiedLinkError e) {
            return new Availability.Absent<>(path + " does not load: " + e.getMessage(),
                    "install what it depends on, or name a library built for this machine");
        }
        return new Availability.Present<>(new NativeLibrary(path, SymbolLookup.loaderLookup()));
    }
}

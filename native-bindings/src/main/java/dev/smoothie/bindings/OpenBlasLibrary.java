package dev.smoothie.bindings;

import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds and loads one OpenBLAS: the one that {@code SMOOTHIE_OPENBLAS} names, the system's where that variable is
 * {@code system}, otherwise the one that we ship: from the folder of an installed release, or unpacked into the cache.
 * If the one that was asked for does not load, the result is absent with the reason; no other is taken instead.
 */
final class OpenBlasLibrary {
    static final String VARIABLE = "SMOOTHIE_OPENBLAS";
    private static final String OTHERS = "set %s to the path of an OpenBLAS, or to 'system' for the system's own"
            .formatted(VARIABLE);
    /**
     * Where distributions and package managers put it. The names have a version, because production images lack the
     * name without one.
     */
    private static final List<Path> SYSTEM = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/libopenblas.so.0"),
            Path.of("/usr/lib/aarch64-linux-gnu/libopenblas.so.0"), Path.of("/usr/lib64/libopenblas.so.0"),
            Path.of("/usr/lib/libopenblas.so.0"), Path.of("/usr/local/lib/libopenblas.so.0"),
            Path.of("/opt/OpenBLAS/lib/libopenblas.so.0"),
            Path.of("/opt/homebrew/opt/openblas/lib/libopenblas.0.dylib"));

    private OpenBlasLibrary() {}

    static Availability<NativeLibrary> load(Map<String, String> environment, Path cache) {
        String asked = environment.getOrDefault(VARIABLE, "");
        if (asked.isEmpty()) {
            return bundled(cache);
        }
        return asked.equals("system") ? ofSystem() : named(asked);
    }

    private static Availability<NativeLibrary> named(String asked) {
        Path path;
        try {
            path = Path.of(asked);
        } catch (InvalidPathException e) {
            return new Absent<>("%s is not a path: %s".formatted(VARIABLE, e.getMessage()), OTHERS);
        }
        return switch (NativeLibrary.load(path)) {
            case Absent<NativeLibrary>(String reason, String remedy) -> new Absent<>(
                    "%s=%s: %s".formatted(VARIABLE, asked, reason), remedy + ", or unset " + VARIABLE);
            case Present<NativeLibrary> there -> there;
        };
    }

    private static Availability<NativeLibrary> ofSystem() {
        return SYSTEM.stream().filter(Files::exists).findFirst().map(NativeLibrary::load)
                .orElseGet(() -> new Absent<>(
                        "%s=system, and there is none at any of %s".formatted(VARIABLE, SYSTEM),
                        "install it (libopenblas0, openblas), or unset " + VARIABLE));
    }

    private static Availability<NativeLibrary> bundled(Path cache) {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        return Platform.of(os, arch).map(platform -> bundled(platform, cache)).orElseGet(() -> new Absent<>(
                "smoothie ships no OpenBLAS for %s on %s".formatted(os, arch), OTHERS));
    }

    private static Availability<NativeLibrary> bundled(Platform platform, Path cache) {
        Optional<Path> installed = InstalledLibraries.folder()
                .filter(folder -> Files.isRegularFile(folder.resolve(mainName(platform))));
        try {
            if (installed.isPresent()) {
                return link(platform, name -> installed.get().resolve(name));
            }
            Path directory = cache.resolve("native").resolve("openblas-" + main(platform).digest().substring(0, 16));
            return link(platform, name -> find(platform, name).unpack(directory));
        } catch (IOException e) {
            return new Absent<>("the OpenBLAS that smoothie ships cannot be unpacked: " + e,
                    "set SMOOTHIE_CACHE to a directory that can be written, or " + OTHERS);
        }
    }

    private static BundledFile main(Platform platform) throws IOException {
        return find(platform, mainName(platform));
    }

    private static String mainName(Platform platform) {
        return switch (platform) {
            case LINUX_X86_64, LINUX_ARM64 -> "libopenblas.so.0";
            case MACOS_ARM64 -> "libopenblas.0.dylib";
            case WINDOWS_X86_64 -> "libopenblas.dll";
        };
    }

    /** The libraries that it links to and a system may lack, in the order in which these depend on each other. */
    private static List<String> dependencies(Platform platform) {
        return switch (platform) {
            case LINUX_X86_64 -> List.of("libquadmath.so.0", "libgfortran.so.5");
            case LINUX_ARM64 -> List.of("libgfortran.so.5");
            case MACOS_ARM64, WINDOWS_X86_64 -> List.of();
        };
    }

    private static BundledFile find(Platform platform, String name) throws IOException {
        return BundledFile.find("native/org/bytedeco/openblas/%s/%s".formatted(platform.id(), name));
    }

    /** Where the file of a library is, by its name. */
    private interface Place {
        Path of(String name) throws IOException;
    }

    /**
     * Loads the dependencies first, since libraries do not look for each other in their own directory. Nearly every
     * Linux has GCC's library, in a version that everything else in the process agrees with, so ours is used only where
     * that fails.
     */
    private static Availability<NativeLibrary> link(Platform platform, Place place) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : dependencies(platform)) {
            files.add(place.of(name));
        }
        files.add(place.of(mainName(platform)));
        Availability<NativeLibrary> library = NativeLibrary.load(files);
        if (library instanceof Absent<NativeLibrary> && !dependencies(platform).isEmpty()) {
            files.addFirst(place.of("libgcc_s.so.1"));
            Availability<NativeLibrary> again = NativeLibrary.load(files);
            return again instanceof Present<NativeLibrary> ? again : library;
        }
        return library;
    }
}

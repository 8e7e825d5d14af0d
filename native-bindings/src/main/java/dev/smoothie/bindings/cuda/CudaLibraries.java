package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.NativeLibrary;
import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Loads the four libraries of CUDA by path; each is there, or absent with the reason. The generated bindings find their
 * symbols, once, among all that this module's class loader has loaded. So a process loads one of each library only.
 *
 * @param found
 *            each of the three that come with the toolkit, all of one major version
 */
record CudaLibraries(Map<CudaLibrary, Availability<NativeLibrary>> found) {
    /** The versions of the toolkit that the bindings fit, the one to be preferred first. */
    static final List<Integer> MAJORS = List.of(13, 12);
    private static final List<CudaLibrary> TOOLKIT = List.of(CudaLibrary.RUNTIME, CudaLibrary.CUBLAS,
            CudaLibrary.NVRTC);
    private static final Map<CudaLibrary, Path> LOADED = new HashMap<>();

    /** Loads the driver first, since it decides which of the others it can serve. */
    static Availability<NativeLibrary> loadDriver(CudaPlaces places) {
        return places.findDriver(CudaLibrary.DRIVER.stem(), CudaLibrary.DRIVER.symbols().getFirst())
                .map(path -> load(CudaLibrary.DRIVER, path, CudaLibrary.DRIVER.stem()))
                .orElseGet(() -> new Absent<>(
                        "there is no NVIDIA driver: its library libcuda.so.1 is not on the loader's path",
                        "on a machine with an NVIDIA card install its driver; in a container ask for the card (docker run --gpus all, with the NVIDIA container toolkit)"));
    }

    /**
     * Loads the toolkit's libraries, all of one major version.
     *
     * @param majors
     *            those that the driver can serve, the preferred one first
     */
    static CudaLibraries loadToolkit(CudaPlaces places, List<Integer> majors) {
        var there = new LinkedHashMap<Integer, Map<CudaLibrary, Path>>();
        for (int major : majors) {
            Map<CudaLibrary, Path> paths = paths(places, major);
            there.put(major, paths);
            if (paths.size() == TOOLKIT.size()) {
                return load(places, major, there);
            }
        }
        return load(places, majors.stream().filter(major -> !there.get(major).isEmpty()).findFirst()
                .orElse(majors.getFirst()), there);
    }

    /** The paths of the toolkit's libraries of one version; those that were not found are left out. */
    private static Map<CudaLibrary, Path> paths(CudaPlaces places, int major) {
        var paths = new LinkedHashMap<CudaLibrary, Path>();
        TOOLKIT.forEach(library -> find(places, library, major).ifPresent(path -> paths.put(library, path)));
        return paths;
    }

    private static CudaLibraries load(CudaPlaces places, int major, Map<Integer, Map<CudaLibrary, Path>> there) {
        var found = new LinkedHashMap<CudaLibrary, Availability<NativeLibrary>>();
        for (CudaLibrary library : TOOLKIT) {
            Path path = there.get(major).get(library);
            found.put(library, path == null
                    ? missing(places, library, major, there)
                    : load(library, path, Integer.toString(major)));
        }
        return new CudaLibraries(found);
    }

    /** Loads the compiler alone. */
    static Availability<NativeLibrary> loadNvrtc(CudaPlaces places, List<Integer> majors) {
        for (int major : majors) {
            Optional<Path> path = find(places, CudaLibrary.NVRTC, major);
            if (path.isPresent()) {
                return load(CudaLibrary.NVRTC, path.get(), Integer.toString(major));
            }
        }
        var nowhere = new LinkedHashMap<Integer, Map<CudaLibrary, Path>>();
        majors.forEach(major -> nowhere.put(major, Map.of()));
        return missing(places, CudaLibrary.NVRTC, majors.getFirst(), nowhere);
    }

    /** The reasons of those that are absent. */
    List<Absent<?>> missing() {
        return found.values().stream().<Absent<?>>mapMulti((library, to) -> {
            if (library instanceof Absent<NativeLibrary> absent) {
                to.accept(absent);
            }
        }).toList();
    }

    /** Where one that is present was loaded from. */
    Path path(CudaLibrary library) {
        return found.get(library).toOptional().orElseThrow().path();
    }

    private static Optional<Path> find(CudaPlaces places, CudaLibrary library, int major) {
        return places.find(library.soname(major), library.symbols().getFirst());
    }

    /**
     * Why a library is missing. All three must be of one version, so the reason mentions one that is there in another
     * version.
     */
    private static Availability<NativeLibrary> missing(CudaPlaces places, CudaLibrary library, int major,
            Map<Integer, Map<CudaLibrary, Path>> there) {
        List<String> names = there.keySet().stream().filter(version -> !there.get(version).containsKey(library))
                .map(library::soname).toList();
        String other = there.values().stream().map(paths -> paths.get(library)).filter(Objects::nonNull).findFirst()
                .map(path -> "; %s is of another version than the rest".formatted(path)).orElse("");
        String suffix = major == 12 ? "-cu12" : ""; // how their packages are called
        String variable = places.asked().isPresent()
                ? "unset " + CudaPlaces.VARIABLE
                : "set %s to where it is".formatted(CudaPlaces.VARIABLE);
        return new Absent<>(
                "there is no %s (looked in %s)%s".formatted(String.join(" and no ", names), places.describe(), other),
                "install CUDA %d (the toolkit, or with pip nvidia-cuda-runtime%s, nvidia-cublas%s and nvidia-cuda-nvrtc%s), or %s"
                        .formatted(major, suffix, suffix, suffix, variable));
    }

    private static Availability<NativeLibrary> load(CudaLibrary library, Path path, String version) {
        synchronized (LOADED) {
            Path real = real(path);
            Path before = LOADED.get(library);
            if (before != null && !before.equals(real)) {
                return new Absent<>("this process has loaded %s already, and was to load %s".formatted(before, real),
                        "start another process");
            }
            Availability<NativeLibrary> loaded = loadWithDependency(library, path, version);
            if (loaded instanceof Present<NativeLibrary>) {
                LOADED.put(library, real);
            }
            return loaded;
        }
    }

    private static Availability<NativeLibrary> loadWithDependency(CudaLibrary library, Path path, String version) {
        if (!library.dependency().isEmpty()) {
            // Once loaded, a dependency is found by its name. One that is not in the same folder may be on the loader's
            // path.
            for (Path dependency : list(path.getParent(), library.dependency() + version + "*")) {
                if (NativeLibrary.load(dependency) instanceof Absent<NativeLibrary> absent) {
                    return absent;
                }
            }
        }
        return switch (NativeLibrary.load(path)) {
            case Absent<NativeLibrary> absent -> absent;
            case Present<NativeLibrary> present -> check(library, present);
        };
    }

    private static Availability<NativeLibrary> check(CudaLibrary library, Present<NativeLibrary> present) {
        for (String symbol : library.symbols()) {
            if (present.value().symbols().find(symbol).isEmpty()) {
                return new Absent<>("%s has no function %s".formatted(present.value().path(), symbol),
                        "install CUDA %d".formatted(MAJORS.getFirst()));
            }
        }
        return present;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // to load it says why
        }
    }

    private static List<Path> list(Path folder, String glob) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            var all = new ArrayList<Path>();
            files.forEach(all::add);
            all.sort(null);
            return all;
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Whether the driver that was loaded tells the parameters of a kernel, as those since 12.4 do. */
    static boolean driverTellsParameters() {
        return SymbolLookup.loaderLookup().find("cuFuncGetParamInfo").isPresent();
    }

    /** Whether the driver that was loaded makes tensor maps, as those since 12.0 do. */
    static boolean driverMakesTensorMaps() {
        return SymbolLookup.loaderLookup().find("cuTensorMapEncodeTiled").isPresent();
    }
}

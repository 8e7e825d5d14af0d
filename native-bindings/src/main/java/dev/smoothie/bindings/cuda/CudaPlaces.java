package dev.smoothie.bindings.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says where CUDA's libraries may lie. If {@code SMOOTHIE_CUDA_HOME} is set, there only: if they are not there, that is
 * the reason why CUDA is absent, and no other place is tried. Otherwise in this order: {@code CUDA_HOME}, where the
 * system's loader looks, toolkits in {@code /usr/local}, and the Python environments whose programs are on the
 * {@code PATH}.
 *
 * @param environment
 *            the variables of the process
 * @param root
 *            the root of the file system
 * @param loader
 *            asks the system's loader
 */
record CudaPlaces(Map<String, String> environment, Path root, LoaderSearch loader) {
    static final String VARIABLE = "SMOOTHIE_CUDA_HOME";
    /** Where Kubernetes, WSL and distributions put drivers without telling the loader. */
    private static final List<String> DRIVER_FOLDERS = List.of("usr/local/nvidia/lib64", "usr/local/nvidia/lib",
            "usr/lib/wsl/lib", "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib64");

    /** Asks the system's loader for a library. */
    @FunctionalInterface
    interface LoaderSearch {
        /**
         * Finds a library.
         *
         * @param soname
         *            the library's name with its version
         * @param symbol
         *            one that it exports
         * @return its path, if the loader finds it
         */
        Optional<Path> find(String soname, String symbol);
    }

    /** The places of this machine. */
    static CudaPlaces of(Map<String, String> environment) {
        return new CudaPlaces(environment, Path.of("/"), SystemLoader::find);
    }

    /** The home that was asked for by our own variable. */
    Optional<String> asked() {
        return Optional.ofNullable(environment.get(VARIABLE)).filter(value -> !value.isEmpty());
    }

    /** Finds a library of the toolkit. */
    Optional<Path> find(String soname, String symbol) {
        if (asked().isPresent()) {
            return in(home(asked().get()), soname);
        }
        return Optional.ofNullable(environment.get("CUDA_HOME")).filter(value -> !value.isEmpty())
                .flatMap(home -> in(home(home), soname)).or(() -> loader.find(soname, symbol))
                .or(() -> in(toolkits(), soname)).or(() -> in(pythons(), soname));
    }

    /** Finds the driver, which comes with the system and not with the toolkit. */
    Optional<Path> findDriver(String soname, String symbol) {
        return asked().flatMap(home -> in(home(home), soname)).or(() -> loader.find(soname, symbol))
                .or(() -> in(DRIVER_FOLDERS.stream().map(root::resolve).toList(), soname));
    }

    /** For a message: where {@link #find} looks. */
    String describe() {
        return asked().map(home -> VARIABLE + "=" + home).orElseGet(
                () -> "CUDA_HOME, the loader's path, /usr/local/cuda*, nvidia/*/lib of a Python environment on the PATH");
    }

    private static Optional<Path> in(List<Path> folders, String soname) {
        return folders.stream().map(folder -> folder.resolve(soname)).filter(Files::exists).findFirst();
    }

    /** The folders of a home: a toolkit's, or the folder {@code nvidia} of a Python environment. */
    private static List<Path> home(String value) {
        try {
            return home(Path.of(value).toAbsolutePath());
        } catch (InvalidPathException e) {
            return List.of();
        }
    }

    private static List<Path> home(Path home) {
        var folders = new ArrayList<>(List.of(home.resolve("lib64"), home.resolve("lib")));
        list(home.resolve("targets"), "*").map(target -> target.resolve("lib")).forEach(folders::add);
        list(home, "*").map(part -> part.resolve("lib")).forEach(folders::add);
        folders.add(home);
        return folders;
    }

    /**
     * The toolkits: the folder without a version first, which is the one that the machine's owner prefers; then the
     * newest.
     */
    private List<Path> toolkits() {
        return list(root.resolve("usr/local"), "cuda*").map(home -> home.resolve("lib64")).toList();
    }

    private List<Path> pythons() {
        var folders = new LinkedHashSet<Path>();
        for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            prefix(entry).ifPresent(prefix -> list(prefix.resolve("lib"), "python3*")
                    .flatMap(python -> Stream.of("site-packages", "dist-packages").map(python::resolve))
                    .flatMap(packages -> list(packages.resolve("nvidia"), "*")).map(part -> part.resolve("lib"))
                    .forEach(folders::add));
        }
        return List.copyOf(folders);
    }

    /** The environment whose programs lie in this folder of the {@code PATH}. */
    private static Optional<Path> prefix(String entry) {
        try {
            return entry.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(Path.of(entry).toAbsolutePath().getParent());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Stream<Path> list(Path folder, String glob) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
            var sorted = new ArrayList<Path>();
            entries.forEach(sorted::add);
            sorted.sort(CudaPlaces::byVersion);
            return sorted.stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** {@code cuda}, {@code cuda-13.1}, {@code cuda-13}, {@code cuda-12.10}, {@code cuda-12.9}. */
    private static int byVersion(Path one, Path other) {
        String[] a = one.getFileName().toString().split("[-.]", -1);
        String[] b = other.getFileName().toString().split("[-.]", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            boolean numbers = a[i].matches("\\d{1,9}") && b[i].matches("\\d{1,9}");
            int order = numbers
                    ? Integer.compare(Integer.parseInt(b[i]), Integer.parseInt(a[i]))
                    : a[i].compareTo(b[i]);
            if (order != 0) {
                return order;
            }
        }
        return a.length == 1 || b.length == 1
                ? Integer.compare(a.length, b.length)
                : Integer.compare(b.length, a.length);
    }
}

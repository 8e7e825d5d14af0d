package dev.smoothie.core.compute;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.OpenBlas;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.core.failure.CoreException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Finds the backends of this build and chooses one. Each is either there, or absent with the reason and a remedy. Each
 * is looked up once, when it is first asked for: loading a library that is not used would make the start slower.
 */
public final class Backends {
    private static final List<String> NAMES = List.of("cuda", "openblas", "vector", "scalar");
    private static final Map<String, Availability<Backend>> FOUND = new HashMap<>();

    private Backends() {}

    /**
     * A backend that was chosen, and why, for the log.
     *
     * @param backend
     *            the choice
     * @param why
     *            one line: what was taken, and which better ones were not there
     */
    public record Choice(Backend backend, String why) {}

    /** The names of all backends, the fastest first; asking loads nothing. */
    public static List<String> names() {
        return NAMES;
    }

    /** All backends by name, the fastest first. */
    public static Map<String, Availability<Backend>> all() {
        var all = new LinkedHashMap<String, Availability<Backend>>();
        NAMES.forEach(name -> all.put(name, find(name)));
        return Collections.unmodifiableMap(all);
    }

    /**
     * Begins to look for the first backend that works on a thread of its own, so that libraries are loaded while
     * something else is done; {@link #choose} waits for what has begun.
     */
    public static void seek() {
        Thread.ofPlatform().name("smoothie-backends").daemon().start(Backends::first);
    }

    /**
     * Chooses a backend.
     *
     * @param name
     *            {@code auto} for the first that works, or the name of one
     * @throws CoreException
     *             if there is no such backend, or the one that was named is absent: with the reason and the remedy
     */
    public static Choice choose(String name) {
        return name.equals("auto") ? first() : named(name);
    }

    private static Choice named(String name) {
        if (!NAMES.contains(name)) {
            throw new CoreException(
                    "there is no backend '%s'; known are auto, %s".formatted(name, String.join(", ", NAMES)));
        }
        return switch (find(name)) {
            case Present<Backend>(Backend backend) -> new Choice(backend.insistedOn(),
                    describe(backend) + ", as asked");
            case Absent<Backend>(String reason, String remedy) -> throw new CoreException(
                    "backend %s is not available: %s; %s".formatted(name, reason, remedy));
        };
    }

    private static Choice first() {
        var passedOver = new StringJoiner("; ", " (", ")").setEmptyValue("");
        for (String name : NAMES) {
            switch (find(name)) {
                case Present<Backend>(Backend backend) -> {
                    return new Choice(backend, describe(backend) + passedOver);
                }
                case Absent<Backend>(String reason, _) -> passedOver.add("not " + name + ": " + reason);
            }
        }
        throw new AssertionError("the scalar backend is always there");
    }

    private static String describe(Backend backend) {
        return backend.name() + ", " + backend.description();
    }

    private static synchronized Availability<Backend> find(String name) {
        Availability<Backend> found = FOUND.get(name);
        if (found == null) {
            found = switch (name) {
                case "cuda" -> cuda();
                case "openblas" -> openBlas();
                case "vector" -> vector();
                case "scalar" -> new Present<>(new ScalarBackend());
                default -> throw new IllegalArgumentException("no backend " + name);
            };
            FOUND.put(name, found);
        }
        return found;
    }

    private static Availability<Backend> cuda() {
        return switch (Cuda.ofProcess()) {
            case Absent<Cuda>(String reason, String remedy) -> new Absent<>(reason, remedy);
            case Present<Cuda>(Cuda cuda) -> new Present<>(
                    new CudaBackend(cuda, afterCuda(), CudaBackend.Settings.MEASURED));
        };
    }

    /** The best backend that needs no card. */
    private static Backend afterCuda() {
        return NAMES.stream().filter(name -> !name.equals("cuda")).flatMap(name -> find(name).toOptional().stream())
                .findFirst().orElseThrow();
    }

    private static Availability<Backend> openBlas() {
        return switch (OpenBlas.ofProcess()) {
            case Absent<OpenBlas>(String reason, String remedy) -> new Absent<>(reason, remedy);
            case Present<OpenBlas>(OpenBlas blas) -> new Present<>(find("vector").toOptional()
                    .map(vector -> new OpenBlasBackend(blas, vector, true)).orElseGet(
                            () -> new OpenBlasBackend(blas, find("scalar").toOptional().orElseThrow(), false)));
        };
    }

    private static Availability<Backend> vector() {
        return switch (VectorWidth.bits()) {
            case Absent<Integer>(String reason, String remedy) -> new Absent<>(reason, remedy);
            case Present<Integer>(Integer bits) -> bits < 2 * Float.SIZE
                    ? new Absent<>("this processor has no SIMD registers that the Vector API knows", "use scalar")
                    : new Present<>(new VectorBackend());
        };
    }
}

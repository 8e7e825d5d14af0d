package dev.smoothie.engine.compute;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.spi.SmoothieException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The backends of this build in order of preference, each there or absent for a reason; looked up once. */
public final class Backends {
    private static final Map<String, Availability<Backend>> ALL = lookUp();

    private Backends() {}

    /**
     * A backend that was chosen, and why, for the log.
     *
     * @param backend
     *            the choice
     * @param why
     *            one line: what it is and what was passed over
     */
    public record Choice(Backend backend, String why) {}

    /** All backends by name, the fastest first. */
    public static Map<String, Availability<Backend>> all() {
        return ALL;
    }

    /**
     * Chooses a backend.
     *
     * @param name
     *            {@code auto} for the first that works, or the name of one
     * @throws SmoothieException
     *             if there is no such backend, or the one that was named is absent: with the reason and the remedy
     */
    public static Choice choose(String name) {
        if (!name.equals("auto")) {
            return switch (ALL.get(name)) {
                case Present<Backend>(Backend backend) -> new Choice(backend, describe(backend) + ", as asked");
                case Absent<Backend>(String reason, String remedy) -> throw new SmoothieException(
                        "backend %s is not available: %s; %s".formatted(name, reason, remedy));
                case null -> throw new SmoothieException(
                        "there is no backend '%s'; known are auto, %s".formatted(name,
                                String.join(", ", ALL.keySet())));
            };
        }
        var passedOver = new StringJoiner("; ", " (", ")").setEmptyValue("");
        for (var entry : ALL.entrySet()) {
            switch (entry.getValue()) {
                case Present<Backend>(Backend backend) -> {
                    return new Choice(backend, describe(backend) + passedOver);
                }
                case Absent<Backend>(String reason, _) -> passedOver.add("not " + entry.getKey() + ": " + reason);
            }
        }
        throw new AssertionError("the scalar backend is always there");
    }

    private static String describe(Backend backend) {
        return backend.name() + ", " + backend.description();
    }

    private static Map<String, Availability<Backend>> lookUp() {
        var all = new LinkedHashMap<String, Availability<Backend>>();
        all.put("vector", vector());
        all.put("scalar", new Present<>(new ScalarBackend()));
        return Collections.unmodifiableMap(all);
    }

    private static Availability<Backend> vector() {
        return switch (VectorModule.load()) {
            case Absent<Module>(String reason, String remedy) -> new Absent<>(reason, remedy);
            case Present<Module> _ -> vectorOfThisMachine();
        };
    }

    private static Availability<Backend> vectorOfThisMachine() {
        try {
            return Lanes.COUNT < 2
                    ? new Absent<>("this processor has no SIMD registers that the Vector API knows", "use scalar")
                    : new Present<>(new VectorBackend());
        } catch (LinkageError | IllegalArgumentException e) {
            return new Absent<>("the Vector API does not start: " + e, "use scalar");
        }
    }
}

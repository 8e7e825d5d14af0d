package dev.smoothie.engine;

import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.Backends;
import java.util.stream.Stream;

/** The backends that work on this machine, for parameterised tests. */
public final class TestBackends {

    private TestBackends() {}

    public static Stream<Backend> all() {
        return Backends.all().values().stream().flatMap(backend -> backend.toOptional().stream());
    }

    public static Backend scalar() {
        return Backends.choose("scalar").backend();
    }
}

package dev.smoothie.bindings;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CacheDirectoryTest {
    private static final Path HOME = Path.of("/home/u");

    private static String cache(Map<String, String> environment) {
        return CacheDirectory.of(environment, HOME).toString();
    }

    @Test
    void theCacheIsWhereTheEnvironmentSays() {
        assertEquals("/home/u/.cache/smoothie", cache(Map.of()));
        assertEquals("/x/smoothie", cache(Map.of("XDG_CACHE_HOME", "/x")));
        assertEquals("/own", cache(Map.of("SMOOTHIE_CACHE", "/own", "XDG_CACHE_HOME", "/x")));
    }

    @Test
    void emptyAndRelativeVariablesCountAsUnset() {
        assertEquals("/x/smoothie", cache(Map.of("SMOOTHIE_CACHE", "", "XDG_CACHE_HOME", "/x")));
        assertEquals("/home/u/.cache/smoothie", cache(Map.of("XDG_CACHE_HOME", "")));
        assertEquals("/home/u/.cache/smoothie", cache(Map.of("XDG_CACHE_HOME", "relative")));
    }
}

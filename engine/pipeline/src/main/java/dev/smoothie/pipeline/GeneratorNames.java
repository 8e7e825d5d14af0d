package dev.smoothie.pipeline;

import dev.smoothie.spi.SmoothieException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks names of generators that a user typed. */
final class GeneratorNames {

    private GeneratorNames() {}

    /**
     * Checks that each name is one of a generator.
     *
     * @throws SmoothieException
     *             that shows the generators there are, and the one that was probably meant
     */
    static void require(List<String> names, List<String> generators, List<String> files) {
        for (String name : names) {
            if (!generators.contains(name)) {
                throw new SmoothieException(
                        "there is no generator \"%s\" in %s; the generators are %s%s".formatted(name,
                                String.join(", ", files), generators.isEmpty() ? "none" : String.join(", ", generators),
                                hint(name, generators)));
            }
        }
    }

    private static String hint(String name, List<String> generators) {
        if (isFile(name)) {
            return "; two of them come first, then the files: smoothie compare A B INPUT";
        }
        String low = name.toLowerCase(Locale.ROOT);
        Optional<String> meant = low.isEmpty()
                ? Optional.empty()
                : generators.stream().filter(other -> other.toLowerCase(Locale.ROOT).contains(low)
                        || low.contains(other.toLowerCase(Locale.ROOT))).findFirst();
        return meant.map("; did you mean \"%s\"?"::formatted).orElse("");
    }

    private static boolean isFile(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException _) {
            return false;
        }
    }
}

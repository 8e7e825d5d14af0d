package dev.smoothie.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The README and the guides, for tests of what they say. */
final class Papers {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private Papers() {}

    /** A file by its path from the top of the repository. */
    static Path path(String name) {
        return Path.of("..").resolve(name);
    }

    /** The README, the guides, the pages of the modules and those for contributors. */
    static List<Path> all() throws IOException {
        var papers = Stream.of("README.md", ".github/CONTRIBUTING.md", "engine/core/bench/gpu/README.md",
                "engine/core/README.md", "engine/pipeline/README.md", "engine/gateway/README.md",
                "native-bindings/README.md", "spi/README.md",
                "plugins/README.md", "cli/README.md").map(Papers::path)
                .collect(Collectors.toCollection(ArrayList::new));
        try (Stream<Path> guides = Files.list(path("cli/docs"))) {
            guides.filter(file -> file.toString().endsWith(".md")).sorted().forEach(papers::add);
        }
        return papers;
    }

    /** The block of Java in {@code paper} that declares {@code name}. */
    static String java(String paper, String name) throws IOException {
        return JAVA.matcher(Files.readString(path(paper))).results().map((MatchResult match) -> match.group(1))
                .filter(block -> Pattern.compile("\\b(class|record|interface) " + name + "\\b").matcher(block).find())
                .findFirst().orElseThrow(() -> new AssertionError("no %s in %s".formatted(name, paper)));
    }
}

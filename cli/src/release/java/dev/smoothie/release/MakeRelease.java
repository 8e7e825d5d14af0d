package dev.smoothie.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Makes the folder of a release. What it needs to know are system properties, which {@code cli/pom.xml} sets. */
public final class MakeRelease {
    /** What belongs to the machine that has built it. */
    private static final List<String> OF_THE_BUILD = List.of("lib/start.aot", "lib/start.aot.label", "lib/start.log",
            "lib/built");

    private MakeRelease() {}

    /** Makes the release, and ends with a message if a part of it is named in no notice. */
    public static void main(String[] args) throws IOException {
        Path from = setting("distribution");
        Path home = setting("folder");
        copy(from, home);
        new NativeParts(home, Platform.valueOf(System.getProperty("release.platform").replace('-', '_'))).extract();
        JavaRuntime.link(home);
        new Papers(home).write();
        new BillOfMaterials(home, setting("parts"), setting("checkout")).write();
        Licences.write(home, setting("licences"));
        List<String> missing = new Completeness(home).missing();
        if (!missing.isEmpty()) {
            System.err.println("The release is refused, because parts of it are not named:");
            missing.forEach(line -> System.err.println("  " + line));
            System.exit(1);
        }
        System.out.printf("the release is complete: %d jars and libraries, all named in NOTICE and sbom.cdx.json%n",
                new Completeness(home).parts().size());
    }

    private static Path setting(String name) {
        return Path.of(System.getProperty("release." + name)).toAbsolutePath().normalize();
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            throw new IOException(to + " exists; the build deletes it first");
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                String name = from.relativize(file).toString();
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to.resolve(name));
                } else if (!OF_THE_BUILD.contains(name)) {
                    Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}

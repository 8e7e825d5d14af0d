package dev.smoothie.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A jar or a native library of a release, as a file of its own or in a jar.
 *
 * @param location
 *            its path in the release with slashes; in a jar {@code path/of.jar!/path/in/it}
 */
record ShippedFile(String location) {

    /** All jars and native libraries of a release, in the order of their names. */
    static List<ShippedFile> all(Path home) throws IOException {
        var all = new ArrayList<ShippedFile>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String location = home.relativize(file).toString().replace('\\', '/');
                if (location.endsWith(".jar")) {
                    all.add(new ShippedFile(location));
                    all.addAll(inJar(file, location));
                } else if (NativeParts.LIBRARY.matcher(location).matches()) {
                    all.add(new ShippedFile(location));
                }
            }
        }
        return all;
    }

    private static List<ShippedFile> inJar(Path jar, String location) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).filter(name -> NativeParts.LIBRARY.matcher(name).matches())
                    .map(name -> new ShippedFile(location + "!/" + name)).toList();
        }
    }

    boolean isJar() {
        return location.endsWith(".jar");
    }

    /** Whether it is part of the Java runtime. */
    boolean isOfRuntime() {
        return location.startsWith("runtime/");
    }

    /** Its file name without what follows the first dot. */
    String baseName() {
        return location.substring(location.lastIndexOf('/') + 1).replaceFirst("\\..*", "");
    }
}

package dev.smoothie.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the texts of all licences into the folder {@code licences} of a release: those that the bill of materials
 * names, from the list of SPDX, and in a folder for each jar what that jar itself says about licences.
 */
final class Licences {
    private static final Pattern TEXT = Pattern
            .compile("(?i)(META-INF/)?(.*/)?(LICEN[CS]E|NOTICE|COPYING|AL2|LGPL|about)[^/]*(\\.txt|\\.md|\\.html)?");
    private static final Pattern CODE = Pattern.compile(".*\\.(class|java|json|properties)");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

    private Licences() {}

    /** The identifiers of SPDX that a component of a bill of materials names. */
    static List<String> of(JsonNode component) {
        var names = new ArrayList<String>();
        for (JsonNode licence : component.path("licenses")) {
            String text = licence.path("license").path("id").asString(licence.path("expression").asString(""));
            ID.matcher(text).results().map(found -> found.group()).filter(word -> !word.matches("AND|OR|WITH"))
                    .forEach(names::add);
        }
        return names;
    }

    /**
     * Writes the texts.
     *
     * @param texts
     *            the list of SPDX: a JSON file for each licence and exception
     */
    static void write(Path home, Path texts) throws IOException {
        Path folder = Files.createDirectories(home.resolve("licences"));
        var names = new TreeSet<String>();
        JsonMapper.shared().readTree(home.resolve(Completeness.BILL).toFile()).path("components")
                .forEach(component -> names.addAll(of(component)));
        for (String name : names) {
            Path file = texts.resolve(name + ".json");
            if (Files.isRegularFile(file)) {
                JsonNode json = JsonMapper.shared().readTree(file.toFile());
                String text = json.path("licenseText").asString(json.path("licenseExceptionText").asString(""));
                Files.writeString(folder.resolve(name + ".txt"), text.endsWith("\n") ? text : text + "\n");
            }
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
                ofJar(jar, folder);
            }
        }
    }

    private static void ofJar(Path jar, Path folder) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (!entry.isDirectory() && TEXT.matcher(name).matches() && !CODE.matcher(name).matches()) {
                    Path file = folder.resolve(jar.getFileName().toString().replaceFirst("\\.jar$", ""))
                            .resolve(name.replaceFirst("^META-INF/", "").replace('/', '-'));
                    Files.createDirectories(file.getParent());
                    try (InputStream text = zip.getInputStream(entry)) {
                        Files.write(file, text.readAllBytes());
                    }
                }
            }
        }
    }
}

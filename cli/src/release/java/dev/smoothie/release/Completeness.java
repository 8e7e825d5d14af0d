package dev.smoothie.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds a release against its papers: every jar and every native library must be in the bill of materials, and its name
 * in {@code NOTICE}; and the text of every licence must be there.
 *
 * @param home
 *            the folder of the release
 */
record Completeness(Path home) {
    static final String BILL = "sbom.cdx.json";

    List<ShippedFile> parts() throws IOException {
        return ShippedFile.all(home);
    }

    /** What is missing, one line for each; empty if all is there. */
    List<String> missing() throws IOException {
        String notice = Files.readString(home.resolve("NOTICE"));
        JsonNode bill = JsonMapper.shared().readTree(home.resolve(BILL).toFile());
        Map<String, String> components = new HashMap<>();
        var missing = new ArrayList<String>();
        for (JsonNode component : bill.path("components")) {
            component.path("evidence").path("occurrences").forEach(
                    place -> components.put(place.path("location").asString(), component.path("name").asString()));
            missing.addAll(licences(component));
        }
        for (ShippedFile file : parts()) {
            String component = components.get(file.location());
            if (component == null) {
                missing.add("%s is not in %s".formatted(file.location(), BILL));
            } else if (!names(notice, component)) {
                missing.add("%s is of %s, which NOTICE does not name".formatted(file.location(), component));
            }
            if (!file.isJar() && !file.isOfRuntime() && !names(notice, file.baseName())) {
                missing.add("%s is not named in NOTICE as %s".formatted(file.location(), file.baseName()));
            }
        }
        return missing;
    }

    private List<String> licences(JsonNode component) {
        var missing = new ArrayList<String>();
        List<String> names = Licences.of(component);
        if (names.isEmpty()) {
            missing.add("%s has no licence in %s".formatted(component.path("name").asString(), BILL));
        }
        names.stream().filter(name -> !Files.isRegularFile(home.resolve("licences").resolve(name + ".txt")))
                .map(name -> "the text of the licence %s of %s is not in licences".formatted(name,
                        component.path("name").asString()))
                .forEach(missing::add);
        return missing;
    }

    private static boolean names(String notice, String name) {
        return Pattern.compile("(?<![\\w.-])" + Pattern.quote(name) + "(?![\\w-])").matcher(notice).find();
    }
}

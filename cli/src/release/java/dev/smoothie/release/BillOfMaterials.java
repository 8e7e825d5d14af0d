package dev.smoothie.release;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the bill of materials of a release in CycloneDX's format: the components that CycloneDX's own plugin found for
 * each module, of which those are taken whose jars are shipped, and the parts that are no artifacts of Maven, which a
 * file lists. Each component says where in the release it is.
 *
 * @param home
 *            the folder of the release
 * @param others
 *            a file of components with their {@code files} as patterns of paths
 * @param checkout
 *            the folder of the whole build
 */
record BillOfMaterials(Path home, Path others, Path checkout) {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w.-]+)}");

    void write() throws IOException {
        Map<String, ObjectNode> components = new TreeMap<>();
        for (ShippedFile file : ShippedFile.all(home)) {
            if (file.isJar() && !file.isOfRuntime()) {
                JsonNode bill = JSON.readTree(module(file).resolve("target/bom.json").toFile());
                Optional<JsonNode> found = component(bill, file);
                if (found.isPresent()) {
                    ObjectNode component = components.computeIfAbsent(
                            found.get().path("purl").asString(), _ -> (ObjectNode) found.get().deepCopy());
                    place(component, file.location());
                    component.putArray("hashes").addObject().put("alg", "SHA-256").put("content",
                            digest(home.resolve(file.location())));
                }
            }
        }
        for (JsonNode other : JSON.readTree(filled(Files.readString(others)))) {
            components.put("~" + other.path("name").asString(), placed((ObjectNode) other));
        }
        ObjectNode bill = JSON.createObjectNode().put("bomFormat", "CycloneDX").put("specVersion", "1.6")
                .put("version", 1);
        bill.putObject("metadata").put("timestamp", System.getProperty("release.date")).putObject("component")
                .put("type", "application").put("name", "smoothie").put("version", System.getProperty("release.version"));
        ArrayNode all = bill.putArray("components");
        components.values().forEach(all::add);
        Files.writeString(home.resolve(Completeness.BILL), JSON.writeValueAsString(bill).replace("\r\n", "\n") + "\n");
    }

    /** The folder of the module that has brought a jar. */
    private Path module(ShippedFile file) {
        String[] names = file.location().split("/");
        return checkout.resolve(names[0].equals("plugins") ? "plugins/" + names[1] : "cli");
    }

    /** The component of a bill whose jar has that name; {@code smoothie-start.jar} is of the module itself. */
    private static Optional<JsonNode> component(JsonNode bill, ShippedFile file) {
        var candidates = new ArrayList<JsonNode>();
        candidates.add(bill.path("metadata").path("component"));
        bill.path("components").forEach(candidates::add);
        String jar = file.location().substring(file.location().lastIndexOf('/') + 1);
        return candidates.stream()
                .filter(found -> jar.equals("%s-%s.jar".formatted(found.path("name").asString(),
                        found.path("version").asString())))
                .findFirst().or(() -> Optional.of(candidates.getFirst()).filter(_ -> jar.equals("smoothie-start.jar")));
    }

    private static void place(ObjectNode component, String location) {
        component.withObject("evidence").withArray("occurrences").addObject().put("location", location);
    }

    /** A part that is no artifact, with the places of its files. */
    private ObjectNode placed(ObjectNode part) throws IOException {
        List<PathMatcher> patterns = new ArrayList<>();
        for (JsonNode pattern : part.withArray("files")) {
            patterns.add(FileSystems.getDefault().getPathMatcher("glob:" + pattern.asString()));
        }
        part.remove("files");
        for (String location : locations()) {
            if (patterns.stream().anyMatch(pattern -> pattern.matches(Path.of(location)))) {
                place(part, location);
            }
        }
        if (!part.has("evidence")) {
            throw new IOException("%s lists %s, of which there is no file in the release".formatted(others,
                    part.path("name").asString()));
        }
        return part;
    }

    /** All files but our jars and those of others, and what is in these. */
    private List<String> locations() throws IOException {
        var all = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String location = home.relativize(file).toString().replace('\\', '/');
                if (location.endsWith(".jar") && !new ShippedFile(location).isOfRuntime()) {
                    try (ZipFile jar = new ZipFile(file.toFile())) {
                        jar.stream().filter(entry -> !entry.isDirectory())
                                .forEach(entry -> all.add(location + "!/" + entry.getName()));
                    }
                } else {
                    all.add(location);
                }
            }
        }
        return all;
    }

    /** The text with its variables: versions that the build knows, or that the runtime says of itself. */
    private String filled(String text) throws IOException {
        var runtime = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("runtime/release"))) {
            runtime.load(reader);
        }
        Matcher variables = VARIABLE.matcher(text);
        return variables.replaceAll(found -> {
            String name = found.group(1);
            String value = System.getProperty(name, runtime.getProperty(name));
            if (value == null) {
                throw new IllegalArgumentException("%s names %s, which nothing says".formatted(others, name));
            }
            return Matcher.quoteReplacement(value.replace("\"", ""));
        });
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (var in = new DigestInputStream(Files.newInputStream(file), sha)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

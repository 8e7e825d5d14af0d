package dev.smoothie.pipeline.fuzz;

import dev.smoothie.pipeline.readers.ReadOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Some files and the options with which they are read, as one text that a fuzzer can change: a line with options, and
 * for each file a line with its name, and its bytes.
 *
 * <pre>
 * turn=2 filter=strict-match score=accuracy columns=id=a,input=b strict beside
 * ==== outputs.jsonl
 * {"id": 1, "output": "4"}
 * ==== log.eval
 * ---- header.json
 * {}
 * </pre>
 *
 * With {@code beside}, only the first file is named by the user, and the others are in the same folder; with
 * {@code folder}, the user names the folder. Files whose names end in {@code .eval} or {@code .zip} are archives of what
 * they have after lines with {@code ----}; those that end in {@code .gz} are packed by gzip.
 *
 * @param options
 *            the words of the first line, by what is before the first equals sign
 * @param files
 *            the bytes of the files, one char each, by name
 */
record Bundle(Map<String, String> options, Map<String, String> files) {
    private static final String FILE = "\n==== ";
    private static final String MEMBER = "\n---- ";
    private static final int LONGEST_NAME = 60;

    /** Reads the notation. Every array of bytes is a bundle. */
    static Bundle of(byte[] data) {
        var options = new LinkedHashMap<String, String>();
        var files = new LinkedHashMap<String, String>();
        String[] parts = new String(data, ISO_8859_1).split(FILE, -1);
        for (String word : parts[0].split(" ", -1)) {
            int equals = word.indexOf('=');
            options.put(equals < 0 ? word : word.substring(0, equals), word.substring(equals + 1));
        }
        for (int i = 1; i < parts.length; i++) {
            files.put(name(parts[i], i), body(parts[i]));
        }
        return new Bundle(options, files);
    }

    private static String name(String part, int number) {
        int end = part.indexOf('\n');
        String name = (end < 0 ? part : part.substring(0, end)).replaceAll("[^A-Za-z0-9._-]", "_");
        return name.isEmpty() || name.startsWith(".")
                ? "file-%d".formatted(number)
                : name.substring(Math.max(0, name.length() - LONGEST_NAME));
    }

    private static String body(String part) {
        int end = part.indexOf('\n');
        return end < 0 ? "" : part.substring(end + 1);
    }

    /** Writes the files into {@code folder}. Returns what the user names. */
    List<String> write(Path folder) throws IOException {
        var paths = new ArrayList<String>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.write(path, packed(file.getKey(), file.getValue()));
            paths.add(path.toString());
        }
        return paths.isEmpty() || options.containsKey("folder")
                ? List.of(folder.toString())
                : options.containsKey("beside") ? paths.subList(0, 1) : paths;
    }

    private static byte[] packed(String name, String body) throws IOException {
        byte[] bytes = body.getBytes(ISO_8859_1);
        if (name.endsWith(".gz") && !body.startsWith("\u001f\u008b")) {
            var packed = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(bytes);
            }
            return packed.toByteArray();
        }
        return (name.endsWith(".eval") || name.endsWith(".zip")) && !body.startsWith("PK") ? zipped(body) : bytes;
    }

    private static byte[] zipped(String body) throws IOException {
        var members = new LinkedHashMap<String, String>();
        for (String member : ("\n" + body).split(MEMBER, -1)) {
            int end = Math.max(0, member.indexOf('\n'));
            if (end > 0) {
                members.put(member.substring(0, Math.min(end, LONGEST_NAME)), body(member));
            }
        }
        var archive = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(archive)) {
            for (Map.Entry<String, String> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue().getBytes(ISO_8859_1));
                zip.closeEntry();
            }
        }
        return archive.toByteArray();
    }

    /** How the files are read. */
    ReadOptions reading() {
        return new ReadOptions("2".equals(options.get("turn")) ? 2 : 1, text("filter"), text("score"), text("columns"),
                options.containsKey("strict"));
    }

    private Optional<String> text(String key) {
        // An argument of a command line: a message quotes it as it is, and whoever prints it makes it harmless.
        return Optional.ofNullable(options.get(key)).map(value -> value.replaceAll("\\p{Cntrl}", " "))
                .filter(value -> !value.isEmpty());
    }

    /** All that the user gave. */
    String given() {
        return options + " " + files;
    }
}

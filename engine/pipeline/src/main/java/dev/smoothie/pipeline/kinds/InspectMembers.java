package dev.smoothie.pipeline.kinds;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.packed.ZipArchive;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.TextReader;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The files in an archive that is a log of Inspect. For use by one thread. */
final class InspectMembers implements AutoCloseable {
    /** A sample; a long one is in a folder of its own, with its attachments beside it. */
    private static final Pattern SAMPLE = Pattern
            .compile("(samples/(.+)_epoch_([0-9]{1,9}))(?:\\.json|/sample\\.json)");

    private final InputFile file;
    private final ZipArchive archive;
    private final Map<String, ZipArchive.Member> members = new LinkedHashMap<>();
    private final List<Part> samples = new ArrayList<>();

    /**
     * A sample.
     *
     * @param folder
     *            where its attachments are, if it is a long one
     */
    record Part(ZipArchive.Member member, String folder, String id, int epoch) {
        /** Numbers in the order of their values, before texts. */
        private String order() {
            return id.matches("[0-9]{1,18}") ? "0".repeat(18 - id.length()) + id : id;
        }
    }

    /** Opens an archive. */
    InspectMembers(InputFile file) {
        this.file = file;
        try {
            this.archive = ZipArchive.open(file.path());
        } catch (IOException e) {
            throw failure(e);
        }
        for (ZipArchive.Member member : archive.members()) {
            members.put(member.name(), member);
            Matcher name = SAMPLE.matcher(member.name());
            if (name.matches()) {
                samples.add(new Part(member, name.group(1), name.group(2), Integer.parseInt(name.group(3))));
            }
        }
        samples.sort(Comparator.comparingInt(Part::epoch).thenComparing(Part::order));
    }

    private SmoothieException failure(IOException e) {
        return new SmoothieException(
                "%s: this log of Inspect cannot be read: %s; copy it again from where it was made".formatted(
                        file.name(),
                        IoReason.of(e)),
                e);
    }

    /** The samples in the order of epochs and ids; in the archive they are in the order in which they ended. */
    List<Part> samples() {
        return samples;
    }

    /** The JSON value in the file {@code name}; empty if there is no such file. */
    Optional<JsonNode> tree(String name) {
        if (!members.containsKey(name)) {
            return Optional.empty();
        }
        try (JsonCursor json = open(members.get(name))) {
            JsonNode tree = json.tree();
            json.expectEnd();
            return Optional.of(tree);
        }
    }

    InspectSample sample(Part part) {
        try (JsonCursor json = open(part.member())) {
            json.next();
            InspectSample sample = InspectSample.read(json, where(part.member()));
            json.expectEnd();
            return part.member().name().endsWith("/sample.json")
                    ? sample.withAttachments(name -> attachment(part, name))
                    : sample;
        }
    }

    private JsonCursor open(ZipArchive.Member member) {
        try {
            return JsonCursor.over(TextReader.of(where(member), archive.open(member)));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private String where(ZipArchive.Member member) {
        return "%s (%s)".formatted(file.name(), member.name());
    }

    /** The attachment with the number {@code name}; each file of attachments is named after its first; null if none. */
    private String attachment(Part part, String name) {
        String folder = part.folder() + "/attachments/";
        var starts = new TreeMap<Integer, String>();
        for (String member : members.keySet()) {
            if (member.startsWith(folder) && member.substring(folder.length()).matches("[0-9]{1,9}\\.json")) {
                starts.put(Integer.parseInt(member.substring(folder.length(), member.length() - 5)), member);
            }
        }
        if (!name.matches("[0-9]{1,9}") || starts.floorEntry(Integer.parseInt(name)) == null) {
            return null;
        }
        Map.Entry<Integer, String> start = starts.floorEntry(Integer.parseInt(name));
        return tree(start.getValue()).orElseThrow().path(Integer.parseInt(name) - start.getKey()).asString(null);
    }

    @Override
    public void close() {
        try {
            archive.close();
        } catch (IOException _) {
            // All was read.
        }
    }
}

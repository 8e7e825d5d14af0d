package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.packed.ZipArchive;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A log of Inspect as a ZIP archive, {@code .eval}: a header, and a file for each sample and epoch. Of a run that was not
 * finished there is only what was written at its start. Epochs are repeats.
 */
final class InspectArchive implements FileKind {
    private static final String HEADER = "header.json";
    private static final String START = "_journal/start.json";

    @Override
    public String description() {
        return "a log of Inspect";
    }

    @Override
    public List<String> keys() {
        return List.of();
    }

    @Override
    public boolean recognises(Beginning beginning) {
        if (beginning.form() != Form.ZIP) {
            return false;
        }
        try (var archive = ZipArchive.open(beginning.file().path())) {
            return archive.members().stream().anyMatch(member -> isOfLog(member.name()));
        } catch (IOException _) {
            return isOfLog(firstName(beginning));
        }
    }

    private static boolean isOfLog(String member) {
        return member.startsWith("_journal/") || member.startsWith("samples/") || member.startsWith(HEADER)
                || member.startsWith("summaries.json") || member.startsWith("reductions.json");
    }

    /** The name of the first file in an archive, and some bytes after it; an archive that was cut off has no directory. */
    private static String firstName(Beginning beginning) {
        try (InputStream bytes = Files.newInputStream(beginning.file().path())) {
            byte[] start = bytes.readNBytes(64);
            return start.length <= 30 ? "" : new String(start, 30, start.length - 30, StandardCharsets.UTF_8);
        } catch (IOException _) {
            return ""; // whoever reads it has the message
        }
    }

    @Override
    public void read(Reading reading) {
        String file = reading.file().name();
        try (var members = new InspectMembers(reading.file())) {
            InspectHeader header = header(members, reading);
            if (members.samples().isEmpty()) {
                throw header.withoutSamples(file);
            }
            for (InspectMembers.Part part : members.samples()) {
                reading.add(members.sample(part).entry(header, reading));
            }
        }
    }

    private static InspectHeader header(InspectMembers members, Reading reading) {
        String file = reading.file().name();
        Optional<JsonNode> header = members.tree(HEADER);
        if (header.isEmpty() && !members.samples().isEmpty()) {
            reading.note("the evaluation was not finished; the samples that were done are taken");
        }
        JsonNode found = header.or(() -> members.tree(START)).orElseThrow(() -> new SmoothieException(
                "%s: no %s and no %s in the archive; expected a log of Inspect".formatted(file, HEADER, START)));
        return InspectHeader.of(found.path("eval"), found.path("results"), found.path("status").asString("started"),
                file);
    }
}

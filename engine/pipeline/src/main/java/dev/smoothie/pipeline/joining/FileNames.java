package dev.smoothie.pipeline.joining;

import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.text.InputFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The names that files give to generators. */
final class FileNames {

    private FileNames() {}

    /**
     * The name of each file without folders and endings; where that does not tell files apart, or says nothing, the name
     * of the folder, and at last the whole path.
     */
    static Map<Beginning, String> generators(List<Beginning> files) {
        var names = new LinkedHashMap<Beginning, String>();
        Map<String, Long> uses = files.stream().map(Beginning::file)
                .collect(Collectors.groupingBy(FileNames::stem, Collectors.counting()));
        for (Beginning file : files) {
            String stem = stem(file.file());
            String folder = folder(file.file());
            boolean generic = stem
                    .matches("model_outputs|outputs?|generations?|answers?|responses?|predictions?|results?");
            names.put(file, (uses.get(stem) > 1 || (generic && files.size() > 1)) && !folder.isEmpty() ? folder : stem);
        }
        if (names.values().stream().distinct().count() < names.size()) {
            files.forEach(file -> names.put(file, file.file().name()));
        }
        return names;
    }

    private static String stem(InputFile file) {
        return file.shortName().replaceFirst("(?i)\\.(gz|zst)$", "").replaceFirst(
                "(?i)\\.(jsonl|json|ndjson|csv|tsv|txt)$",
                "");
    }

    private static String folder(InputFile file) {
        Path parent = file.spooled() ? null : file.path().toAbsolutePath().normalize().getParent();
        return parent == null || parent.getFileName() == null ? "" : parent.getFileName().toString();
    }
}

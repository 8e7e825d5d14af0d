package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.text.InputFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes the ids of samples that have none of their own: the number of their line, and if there are several files also
 * the name of the file. Immutable; any number of threads may use it.
 */
final class DefaultIds {
    private final boolean oneFile;
    private final Map<InputFile, String> names = new HashMap<>();

    DefaultIds(List<InputFile> files) {
        this.oneFile = files.size() == 1;
        // The last part of a path if that tells the files apart, otherwise the whole path.
        Map<String, Long> uses = files.stream()
                .collect(Collectors.groupingBy(InputFile::shortName, Collectors.counting()));
        files.forEach(file -> names.put(file, uses.get(file.shortName()) == 1 ? file.shortName() : file.name()));
    }

    /** The id of the sample in line {@code line}, counted from 1. */
    SampleId of(InputFile file, long line) {
        return oneFile ? SampleId.of(line) : new SampleId("%s:%d".formatted(names.get(file), line), false);
    }

    /** Whether no two samples without an id of their own can have the same. */
    boolean areDistinct() {
        return oneFile;
    }
}

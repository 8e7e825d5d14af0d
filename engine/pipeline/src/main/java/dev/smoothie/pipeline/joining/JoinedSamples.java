package dev.smoothie.pipeline.joining;

import dev.smoothie.pipeline.text.InputFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Samples that were joined.
 *
 * @param samples
 *            a temporary file in our own format; whoever has it closes it
 * @param files
 *            what was found in each file
 * @param by
 *            by what they were joined
 * @param count
 *            the number of samples
 * @param scores
 *            the names of all scores in the files
 * @param score
 *            those that were taken as the truth, in words; empty if there are none
 */
public record JoinedSamples(InputFile samples, List<FileReport> files, String by, int count, List<String> scores,
        Optional<String> score) {

    /** What the files are. */
    public String kinds() {
        return files.stream().map(FileReport::kind).distinct().collect(Collectors.joining(", "));
    }

    /** What there is to say about files, each sentence once. */
    public List<String> fileNotes() {
        var names = new LinkedHashMap<String, List<String>>();
        files.forEach(file -> file.notes().forEach(
                note -> names.computeIfAbsent(note, _ -> new ArrayList<>()).add(file.name())));
        return names.entrySet().stream().map(note -> "%s%s: %s".formatted(note.getValue().getFirst(),
                note.getValue().size() == 1 ? "" : " (and %d more)".formatted(note.getValue().size() - 1),
                note.getKey())).toList();
    }

    /** What the user should know, one line each: what the files are, how they were joined, what was left out. */
    public List<String> notes() {
        var lines = new ArrayList<String>();
        files.stream().map(FileReport::kind).distinct().forEach(kind -> {
            List<FileReport> same = files.stream().filter(file -> file.kind().equals(kind)).toList();
            lines.add("input: %s%s is %s".formatted(same.getFirst().name(),
                    same.size() == 1 ? "" : " (and %d more)".formatted(same.size() - 1), kind));
        });
        if (files.size() > 1) {
            lines.add("input: %d files joined by %s; %d samples".formatted(files.size(), by, count));
        }
        fileNotes().forEach(note -> lines.add("input: " + note));
        for (FileReport file : files) {
            if (file.unmatched() > 0) {
                lines.add("input: %s: %d of %d entries have no counterpart in the other files".formatted(file.name(),
                        file.unmatched(), file.entries()));
            }
        }
        if (scores.size() > 1) {
            score.ifPresent(taken -> lines.add("input: the score %s is taken of %s; --score names another".formatted(
                    taken, String.join(", ", scores))));
        }
        return lines;
    }
}

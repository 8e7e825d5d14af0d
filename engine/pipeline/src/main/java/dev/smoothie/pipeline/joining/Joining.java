package dev.smoothie.pipeline.joining;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.files.TemporaryFiles;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.readers.TableOpener;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** Reads files of other tools, and joins what they tell about the same sample. For one thread, for one use. */
public final class Joining implements AutoCloseable {
    private static final int EXCERPT = 200;

    private final ReadOptions options;
    private final TableOpener tables;
    private final EntrySpool spool = new EntrySpool();
    private final List<EntryKey> keys = new ArrayList<>();
    private final List<FileReport> reports = new ArrayList<>();
    private final List<FileKind> kinds = new ArrayList<>();
    private final ScoreChoice scores;
    private final Set<String> generators = new LinkedHashSet<>();
    private final Map<Beginning, String> names;
    private Renaming renaming = Renaming.NONE;

    private Joining(ReadOptions options, TableOpener tables, Map<Beginning, String> names) {
        this.options = options;
        this.scores = new ScoreChoice(options.score());
        this.tables = tables;
        this.names = names;
    }

    /** A file whose kind is known. */
    public record Known(Beginning beginning, FileKind kind) {}

    /**
     * Joins the samples of files.
     *
     * @throws SmoothieException
     *             if a file is malformed, the files cannot be joined, or they contradict each other
     */
    public static JoinedSamples of(List<Known> given, ReadOptions options, TableOpener tables) {
        List<Known> withSamples = given.stream().filter(file -> file.kind().hasSamples()).toList();
        // Alone, a file without samples is read for its message.
        List<Known> files = withSamples.isEmpty() ? given : withSamples;
        Map<Beginning, String> names = FileNames.generators(files.stream().map(Known::beginning).toList());
        try (var joining = new Joining(options, tables, names)) {
            files.forEach(joining::readWhole);
            return joining.join();
        }
    }

    private void readWhole(Known file) {
        try {
            read(file);
        } catch (OutOfMemoryError e) {
            throw new SmoothieException("%s: memory ran out in entry %d".formatted(file.beginning().file().name(),
                    reports.getLast().entries() + 1), e);
        }
    }

    private void read(Known file) {
        InputFile input = file.beginning().file();
        var report = new FileReport(input.name(), file.kind().description());
        int index = reports.size();
        reports.add(report);
        kinds.add(file.kind());
        file.kind().read(new Reading() {
            @Override
            public InputFile file() {
                return input;
            }

            @Override
            public Beginning beginning() {
                return file.beginning();
            }

            @Override
            public ReadOptions options() {
                return options;
            }

            @Override
            public TableOpener tables() {
                return tables;
            }

            @Override
            public String generator() {
                return names.get(file.beginning());
            }

            @Override
            public void add(Entry entry) {
                keys.add(EntryKey.of(index, report.entries(), entry));
                report.addEntry();
                spool.add(entry);
                entry.answers().forEach(answer -> count(report, entry.part(), answer));
            }

            @Override
            public void note(String sentence) {
                report.addNote(sentence);
            }

            @Override
            public void failed(String reason) {
                report.addFailure(reason);
            }
        });
        if (report.entries() == 0) {
            throw new SmoothieException("%s: no samples; it is %s without any".formatted(input.name(),
                    file.kind().description()));
        }
    }

    private void count(FileReport report, Optional<String> part, Answer answer) {
        report.generators().add(answer.generator());
        generators.add(answer.generator());
        answer.scores().forEach((name, values) -> {
            if (!values.isEmpty()) {
                scores.add(part, name);
            }
        });
    }

    private JoinedSamples join() {
        Matching.By by = Matching.by(keys, reports.size()).orElseThrow(this::cannotJoin);
        Matching matching = Matching.of(keys, by);
        renaming = Renaming.of(reports, kinds, keys, matching.samples(), List.copyOf(names.values()));
        generators.clear();
        generators.addAll(renaming.generators(reports));
        scores.require();
        try {
            Path file = TemporaryFiles.create();
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
                int written = write(matching, out);
                requireCounterparts();
                return new JoinedSamples(new InputFile(name(), file, true), List.copyOf(reports), by.label(), written,
                        scores.names(), scores.taken());
            } catch (IOException | RuntimeException e) {
                TemporaryFiles.delete(file);
                throw e;
            }
        } catch (IOException e) {
            throw new SmoothieException(
                    "cannot write the joined samples to a temporary file: %s; the variable TMPDIR names another folder for it"
                            .formatted(IoReason.of(e)),
                    e);
        }
    }

    private void requireCounterparts() {
        if (options.strict()) {
            reports.stream().filter(report -> report.unmatched() > 0).findFirst().ifPresent(report -> {
                throw new SmoothieException(
                        "%s: %d of %d entries have no counterpart in the other files (an error because of --strict)"
                                .formatted(report.name(), report.unmatched(), report.entries()));
            });
        }
    }

    private String name() {
        String first = reports.getFirst().name();
        int others = reports.size() - 1;
        return others == 0 ? first : "%s and %d more".formatted(first, others);
    }

    private SmoothieException cannotJoin() {
        return new SmoothieException(
                "the files cannot be joined: not all of their entries have an id, not all have an input, and they have different numbers of entries (%s); give every line the same \"id\" or \"input\" in all files"
                        .formatted(reports.stream().map(report -> "%s: %d".formatted(report.name(), report.entries()))
                                .collect(Collectors.joining(", "))));
    }

    /** Writes all samples. Returns how many. */
    private int write(Matching matching, OutputStream out) {
        int[][] samples = matching.entriesOfSamples();
        boolean anyAnswers = keys.stream().anyMatch(EntryKey::answers);
        var names = SampleNames.of(samples, keys);
        int written = 0;
        try (JsonGenerator json = Json.on(out)) {
            for (int[] entries : samples) {
                if (anyAnswers && notAnswered(entries)) {
                    continue;
                }
                SampleMerge sample = merge(entries);
                countUnmatched(entries, sample);
                written++;
                sample.write(json, names.of(entries, sample, written), scores.of(sample.part()));
                json.writeRaw('\n');
            }
        }
        return written;
    }

    /** Whether nobody tells about generators; counts what is left out. */
    private boolean notAnswered(int[] entries) {
        for (int entry : entries) {
            if (keys.get(entry).answers()) {
                return false;
            }
        }
        for (int entry : entries) {
            reports.get(keys.get(entry).file()).addUnmatched();
        }
        return true;
    }

    /** Counts what only one file tells about, where other files tell about other generators. */
    private void countUnmatched(int[] entries, SampleMerge sample) {
        if (sample.generators().size() == generators.size()) {
            return;
        }
        Set<Integer> files = new HashSet<>();
        for (int entry : entries) {
            if (keys.get(entry).answers()) {
                files.add(keys.get(entry).file());
            }
        }
        if (files.size() == 1 && reports.size() > 1) {
            reports.get(files.iterator().next()).addUnmatched();
        }
    }

    private SampleMerge merge(int[] entries) {
        var sample = new SampleMerge(reports);
        EntryKey asked = null;
        int askedAt = -1;
        for (int index : entries) {
            EntryKey key = keys.get(index);
            Entry entry = spool.get(index);
            if (key.input().isPresent()) {
                if (asked != null && Matching.disagree(asked, key)) {
                    throw disagree(spool.get(askedAt), entry);
                }
                if (asked == null) {
                    asked = key;
                    askedAt = index;
                }
            }
            sample.add(key.file(), kinds.get(key.file()).repeats(), renaming.apply(key.file(), entry));
        }
        return sample;
    }

    private static SmoothieException disagree(Entry first, Entry second) {
        String what = second.id().map(id -> "the id %s".formatted(id)).orElse("the same place");
        return new SmoothieException(
                "%s and %s have %s and different inputs: \"%s\" and \"%s\"; what has the same id must have the same input in all files"
                        .formatted(first.where(), second.where(), what,
                                JsonCursor.excerpt(first.input().orElseThrow(), EXCERPT),
                                JsonCursor.excerpt(second.input().orElseThrow(), EXCERPT)));
    }

    @Override
    public void close() {
        spool.close();
    }
}

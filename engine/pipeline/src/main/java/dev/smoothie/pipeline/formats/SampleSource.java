package dev.smoothie.pipeline.formats;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.joining.JoinedSamples;
import dev.smoothie.pipeline.joining.Joining;
import dev.smoothie.pipeline.joining.Joining.Known;
import dev.smoothie.pipeline.kinds.FileKinds;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The files that samples are read from, of any of the kinds that the program knows. They can be read any number of
 * times. Owns temporary copies of what came through pipes and of what was joined from files of other tools, and deletes
 * them when it is closed. Any number of threads may open readers.
 */
public final class SampleSource implements AutoCloseable {
    /** The files, as the user named them. */
    private final List<InputFile> files;
    /** The files with a JSON object for each sample. */
    private final List<InputFile> lines;
    private final Optional<JoinedSamples> joined;
    /** Files that are read as lines of our own format, and look like no format. */
    private final List<Beginning> unknown;
    private final ReadOptions options;
    /** Owns where the samples are in their files. */
    private final Arena arena = Arena.ofShared();

    private SampleSource(List<InputFile> files, List<InputFile> lines, Optional<JoinedSamples> joined,
            List<Beginning> unknown, ReadOptions options) {
        this.files = List.copyOf(files);
        this.lines = List.copyOf(lines);
        this.joined = joined;
        this.unknown = List.copyOf(unknown);
        this.options = options;
    }

    /** Opens files of samples, with the options that are taken unless the user says otherwise. */
    public static SampleSource of(List<String> inputs) {
        return of(inputs, ReadOptions.DEFAULT);
    }

    /**
     * Opens files of samples, whose kinds are recognised by their contents ({@link FileKinds}). Files of our own format
     * with the same generators are read one after the other; all others are joined.
     *
     * @param inputs
     *            paths, at least one. Files that are compressed by gzip are unpacked; {@code "-"} is standard input,
     *            which is copied to a temporary file; of a folder, all files are taken that are of a known kind
     * @throws SmoothieException
     *             if a file cannot be read, is empty or of no known kind, or the files cannot be joined
     */
    public static SampleSource of(List<String> inputs, ReadOptions options) {
        if (inputs.isEmpty()) {
            throw new SmoothieException("no input files; name at least one, or - for standard input");
        }
        if (inputs.stream().filter(InputFile.STANDARD_INPUT::equals).count() > 1) {
            throw new SmoothieException("standard input (-) is given twice; it can be read as one file only");
        }
        var files = new ArrayList<InputFile>();
        try {
            var given = new InputFiles(files);
            inputs.forEach(given::add);
            return recognise(files, given.beginnings(), options);
        } catch (RuntimeException | Error e) {
            files.forEach(InputFile::close);
            throw e;
        }
    }

    private static SampleSource recognise(List<InputFile> files, List<Beginning> beginnings, ReadOptions options) {
        var known = new ArrayList<Known>();
        var unknown = new ArrayList<Beginning>();
        for (Beginning beginning : beginnings) {
            Optional<FileKind> kind = FileKinds.of(beginning);
            if (kind.isEmpty()) {
                if (!beginning.isLines()) {
                    throw FileKinds.unknown(beginning);
                }
                unknown.add(beginning);
            }
            known.add(new Known(beginning, kind.orElse(FileKinds.OWN)));
        }
        if (areLinesOfOneSet(known)) {
            return new SampleSource(files, files, Optional.empty(), unknown, options);
        }
        JoinedSamples joined = Joining.of(known, options);
        return new SampleSource(files, List.of(joined.samples()), Optional.of(joined), unknown, options);
    }

    /** Whether all files are lines in our own format, and nothing is to be joined. */
    private static boolean areLinesOfOneSet(List<Known> files) {
        return files.stream().allMatch(file -> file.kind().equals(FileKinds.OWN) && file.beginning().isLines())
                && files.stream().map(file -> generators(file.beginning())).filter(names -> !names.isEmpty()).distinct()
                        .count() <= 1;
    }

    private static Set<String> generators(Beginning beginning) {
        var names = new LinkedHashSet<String>();
        beginning.items().forEach(item -> names.addAll(item.path("generations").propertyNames()));
        return names;
    }

    /** The files, as the user named them. */
    public List<String> names() {
        return files.stream().map(InputFile::name).toList();
    }

    /** How the files were joined; empty if they are lines of our own format, which are read as they are. */
    public Optional<JoinedSamples> joined() {
        return joined;
    }

    /** How the files are read. */
    ReadOptions options() {
        return options;
    }

    /** The message about the first file that looks like no format; empty if there is none. */
    Optional<SmoothieException> unknown() {
        return unknown.stream().map(FileKinds::unknown).findFirst();
    }

    /** Scans the samples, and returns how to go through them again. */
    LinePasses scan(DatasetScan scan, Workers workers) {
        return new LinePasses(lines, scan.read(arena, lines, workers));
    }

    /** Opens a new pass from the start. The caller closes it. */
    public SampleReader open() {
        return open(Extra.NOTHING);
    }

    /** Opens a new pass from the start that also reads labels. The caller closes it. */
    public SampleReader openLabelled() {
        return open(Extra.LABELS);
    }

    /** Opens a new pass from the start that also reads costs. The caller closes it. */
    public SampleReader openCosted() {
        return open(Extra.COSTS);
    }

    private SampleReader open(Extra extra) {
        return new JsonLinesReader(lines, Objects.requireNonNull(extra, "extra"));
    }

    /**
     * Opens a new pass over the fields of the samples. The caller closes it.
     *
     * @param names
     *            the fields that are wanted
     */
    public FieldsReader openFields(Set<String> names) {
        return new FieldsReader(lines, names);
    }

    /** Opens a new pass that copies the fields of the samples without {@code leftOut}. The caller closes it. */
    public OtherFields openOthers(Set<String> leftOut) {
        return new OtherFields(lines, leftOut);
    }

    /** Opens a new pass that copies what the samples have besides ids, inputs and outputs. The caller closes it. */
    public CopiedFields openCopied() {
        return new CopiedFields(lines);
    }

    /**
     * Writes all samples, one on each line, as they are in the files; samples that were joined as they were joined.
     *
     * @throws IOException
     *             if {@code out} fails
     */
    public void copyTo(Writer out) throws IOException {
        try (var all = new LinesOfFiles(lines)) {
            while (all.advance()) {
                all.writeTo(out);
            }
        }
    }

    /** Deletes the temporary copies. No reader may be in use. */
    @Override
    public void close() {
        arena.close();
        files.forEach(InputFile::close);
        joined.ifPresent(samples -> samples.samples().close());
    }
}

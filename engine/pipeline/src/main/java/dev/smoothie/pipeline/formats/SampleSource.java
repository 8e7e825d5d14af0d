package dev.smoothie.pipeline.formats;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files that samples are read from, in one of the layouts that the program knows. They can be read any number of
 * times. Owns temporary copies of what came through pipes, and deletes them when it is closed. Any number of threads
 * may open readers.
 */
public final class SampleSource implements AutoCloseable {
    private final List<InputFile> files;
    /** The files with a JSON object for each sample. */
    private final List<InputFile> lines;
    private final Passes passes;
    /** Owns where the samples are in their files. */
    private final Arena arena = Arena.ofShared();

    private SampleSource(List<InputFile> files, List<InputFile> lines, Passes passes) {
        this.files = List.copyOf(files);
        this.lines = List.copyOf(lines);
        this.passes = passes;
    }

    /**
     * Opens files of samples, whose layout is recognised by their contents:
     *
     * <ul>
     * <li>JSON Lines, one object per sample; several files are read one after the other.
     * <li>AlpacaEval's {@code model_outputs.json}, one file per generator.
     * <li>The reference's: one {@code .jsonl} with {@code embedding_input}, and {@code {model}_test.json} files.
     * </ul>
     *
     * @param inputs
     *            paths, at least one. Files that are compressed by gzip are unpacked; {@code "-"} is standard input,
     *            which is copied to a temporary file
     * @throws SmoothieException
     *             if a file cannot be read or is empty, or the files do not make up one layout
     */
    public static SampleSource of(List<String> inputs) {
        if (inputs.isEmpty()) {
            throw new SmoothieException("no input files; name at least one, or - for standard input");
        }
        if (inputs.stream().filter(InputFile.STANDARD_INPUT::equals).count() > 1) {
            throw new SmoothieException("standard input (-) is given twice; it can be read as one file only");
        }
        var files = new ArrayList<InputFile>();
        try {
            inputs.forEach(input -> files.add(InputFile.of(input)));
            return recognise(files);
        } catch (RuntimeException e) {
            files.forEach(InputFile::close);
            throw e;
        }
    }

    private static SampleSource recognise(List<InputFile> files) {
        Map<Layout, List<InputFile>> found = files.stream().collect(Collectors.groupingBy(Layout::of));
        List<InputFile> lines = found.getOrDefault(Layout.JSON_LINES, List.of());
        List<InputFile> lists = found.getOrDefault(Layout.ALPACA_EVAL, List.of());
        List<InputFile> models = found.getOrDefault(Layout.REFERENCE_GENERATIONS, List.of());
        if (lines.size() == files.size()) {
            return new SampleSource(files, files, extra -> new JsonLinesReader(files, extra));
        }
        if (lists.size() == files.size()) {
            return new SampleSource(files, List.of(), _ -> new AlpacaEvalReader(files));
        }
        if (lists.isEmpty()) {
            return reference(files, lines, models);
        }
        InputFile other = lines.isEmpty() ? models.getFirst() : lines.getFirst();
        throw new SmoothieException("%s is %s, but %s is %s; give files of one format only".formatted(
                lists.getFirst().name(),
                Layout.ALPACA_EVAL, other.name(), lines.isEmpty() ? Layout.REFERENCE_GENERATIONS : Layout.JSON_LINES));
    }

    private static SampleSource reference(List<InputFile> files, List<InputFile> lines, List<InputFile> models) {
        if (lines.size() != 1) {
            String found = lines.isEmpty()
                    ? "none"
                    : "%d: %s".formatted(lines.size(),
                            lines.stream().map(InputFile::name).collect(Collectors.joining(", ")));
            throw new SmoothieException(
                    "%s is %s; it needs exactly one dataset of JSON lines with \"embedding_input\" beside it, "
                            .formatted(models.getFirst().name(), Layout.REFERENCE_GENERATIONS) + "found " + found);
        }
        var generators = new HashMap<String, InputFile>();
        for (InputFile file : models) {
            InputFile other = generators.putIfAbsent(ReferenceReader.generator(file), file);
            if (other != null) {
                throw new SmoothieException("%s and %s are both of generator \"%s\"; one file per generator"
                        .formatted(other.name(), file.name(), ReferenceReader.generator(file)));
            }
        }
        return new SampleSource(files, lines, extra -> new ReferenceReader(lines.getFirst(), models, extra));
    }

    /** The files, as the user named them. */
    public List<String> names() {
        return files.stream().map(InputFile::name).toList();
    }

    /** Scans the samples, and returns how to go through them again. */
    SamplePasses scan(DatasetScan scan, Workers workers) {
        if (lines.size() == files.size()) {
            return new LinePasses(files, scan.read(arena, files, workers));
        }
        try (SampleReader samples = open()) {
            scan.read(samples);
        }
        return new ReaderPasses(passes::open);
    }

    /** Opens a new pass from the start. The caller closes it. */
    public SampleReader open() {
        return passes.open(Extra.NOTHING);
    }

    /** Opens a new pass from the start that also reads labels. The caller closes it. */
    public SampleReader openLabelled() {
        return passes.open(Extra.LABELS);
    }

    /** Opens a new pass from the start that also reads costs. The caller closes it. */
    public SampleReader openCosted() {
        return passes.open(Extra.COSTS);
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

    /** Opens a pass over files in a layout. */
    @FunctionalInterface
    private interface Passes {
        SampleReader open(Extra extra);
    }

    /** Deletes the temporary copies. No reader may be in use. */
    @Override
    public void close() {
        arena.close();
        files.forEach(InputFile::close);
    }
}

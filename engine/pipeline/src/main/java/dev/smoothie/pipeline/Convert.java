package dev.smoothie.pipeline;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.core.files.TemporaryFiles;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.plugins.Tables;
import dev.smoothie.pipeline.writing.TableOfSamples;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the samples of files of any kind in our own format, as lines or as a table that a plugin writes, so that one sees what was understood. This is the use case
 * of {@code smoothie convert}.
 *
 * @param resources
 *            only its plugins, its threads and how files are read are used
 * @param files
 *            files of samples, of any kind
 * @param output
 *            where the samples are written
 */
public record Convert(Resources resources, List<String> files, String output) {

    public Convert {
        files = List.copyOf(files);
    }

    /**
     * Reads the files and writes the samples. The file appears whole or not at all.
     *
     * @return how many samples were written
     * @throws dev.smoothie.spi.SmoothieException
     *             if a file is of no known kind or malformed, or they cannot be joined
     * @throws dev.smoothie.core.failure.CoreException
     *             if the file cannot be written
     */
    public int run(Listener listener) {
        try (var session = new Session(resources, listener)) {
            OutputFile out = session.output(output);
            Dataset dataset = session.scan(files);
            if (mayBeTable() && new Tables(session.plugins()).writes(output)) {
                writeTable(new TableOfSamples(dataset), new Tables(session.plugins()), out.stream());
            } else {
                dataset.source().copyTo(out.writer());
            }
            out.commit();
            return dataset.size();
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot write: %s".formatted(output, IoReason.of(e)), e);
        }
    }

    /** Whether a plugin could know the extension. Ours are not asked for, because plugins take time to load. */
    private boolean mayBeTable() {
        return !output.equals(OutputFile.STANDARD_OUTPUT) && !output.matches("(?i).*\\.(jsonl|ndjson|json)(\\.gz)?");
    }

    /** Writes a table beside, and copies it when it is whole. */
    private void writeTable(TableOfSamples samples, Tables tables, OutputStream out) throws IOException {
        Path whole = TemporaryFiles.create();
        try {
            try (TableWriter table = tables.create(output, whole, samples.columns()).orElseThrow()) {
                samples.write(table);
            }
            Files.copy(whole, out);
        } finally {
            TemporaryFiles.delete(whole);
        }
    }
}

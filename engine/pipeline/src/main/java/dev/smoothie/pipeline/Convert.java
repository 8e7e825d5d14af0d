package dev.smoothie.pipeline;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.util.List;

/**
 * Writes the samples of files of any kind in our own format, so that one sees what was understood. This is the use case
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
            dataset.source().copyTo(out.writer());
            out.commit();
            return dataset.size();
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot write: %s".formatted(output, IoReason.of(e)), e);
        }
    }
}

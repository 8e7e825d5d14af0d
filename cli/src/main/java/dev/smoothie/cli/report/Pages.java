package dev.smoothie.cli.report;

import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.report.PageData;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The file of the report, or nothing if no report was asked for. The file is opened before anything is computed, so
 * that a place that cannot be written to is found out first.
 *
 * @param command
 *            the command line that is being run, for the page
 * @param file
 *            where the page is written; discarded if it is not written
 */
public record Pages(String command, Optional<OutputFile> file) implements AutoCloseable {

    /** Writes the page, if one was asked for; only then is its data computed. */
    public void write(Supplier<PageData> data) {
        file.ifPresent(out -> {
            new ReportPage(command, data.get()).write(out.writer());
            out.commit();
        });
    }

    @Override
    public void close() {
        file.ifPresent(OutputFile::close);
    }
}

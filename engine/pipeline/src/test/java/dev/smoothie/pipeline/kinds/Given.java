package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.joining.JoinedSamples;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertThrows;

/** Files of other tools in a folder, and what is read from them. */
record Given(Path folder) {

    /** Options of which only some are given. */
    static ReadOptions turn(int turn) {
        return new ReadOptions(turn, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    static ReadOptions score(String score) {
        return new ReadOptions(1, Optional.empty(), Optional.of(score), Optional.empty(), false);
    }

    static ReadOptions columns(String columns) {
        return new ReadOptions(1, Optional.empty(), Optional.empty(), Optional.of(columns), false);
    }

    Given file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Given file(String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What was read.
     *
     * @param samples
     *            the samples in our own format
     * @param notes
     *            what the user is told
     */
    record Read(List<String> samples, List<String> notes) {

        String sample(int index) {
            return samples.get(index);
        }

        /** Whether a note has this part. */
        boolean says(String part) {
            return notes.stream().anyMatch(note -> note.contains(part));
        }
    }

    Read read(String... names) {
        return read(ReadOptions.DEFAULT, names);
    }

    Read read(ReadOptions options, String... names) {
        List<String> paths = Stream.of(names).map(name -> folder.resolve(name).toString()).toList();
        try (SampleSource source = SampleSource.of(paths, options)) {
            JoinedSamples joined = source.joined().orElseThrow();
            List<String> notes = joined.notes().stream().map(note -> note.replace(folder + "/", "")).toList();
            return new Read(Files.readAllLines(joined.samples().path()), notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The message of the failure that reading them ends with, with names in place of paths. */
    String failure(String... names) {
        return failure(ReadOptions.DEFAULT, names);
    }

    String failure(ReadOptions options, String... names) {
        String message = assertThrows(SmoothieException.class, () -> read(options, names)).getMessage();
        return message.replace(folder + "/", "");
    }
}

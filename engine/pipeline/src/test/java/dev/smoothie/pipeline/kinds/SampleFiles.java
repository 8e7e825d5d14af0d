package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.joining.JoinedSamples;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertThrows;

/** Files of a test in a folder of its own, and what is read from them. */
record SampleFiles(Path folder) {

    /** Writes a file and returns its name. In the text, ' stands for ". */
    String write(String name, String text) {
        return write(name, text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    String write(String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Sample> read(String... files) {
        return read(ReadOptions.DEFAULT, files);
    }

    /** The samples of files, with what they tell about the truth. */
    List<Sample> read(ReadOptions options, String... files) {
        try (SampleSource source = SampleSource.of(List.of(files), options);
                SampleReader reader = source.openLabelled()) {
            return all(reader);
        }
    }

    /** The costs of the first sample. */
    Sample costed(String... files) {
        try (SampleSource source = SampleSource.of(List.of(files)); SampleReader reader = source.openCosted()) {
            return all(reader).getFirst();
        }
    }

    private static List<Sample> all(SampleReader reader) {
        var samples = new ArrayList<Sample>();
        while (reader.hasNext()) {
            samples.add(reader.next());
        }
        return samples;
    }

    /** What the user is told about the files. */
    List<String> notes(String... files) {
        try (SampleSource source = SampleSource.of(List.of(files))) {
            return source.joined().map(JoinedSamples::notes).orElse(List.of());
        }
    }

    /** The message about files that cannot be read, without the folder. */
    String failure(String... files) {
        return assertThrows(SmoothieException.class, () -> read(files)).getMessage()
                .replace(folder + "/", "");
    }

    static ReadOptions filter(String name) {
        return new ReadOptions(1, Optional.of(name), Optional.empty(), Optional.empty(), false);
    }

    static ReadOptions score(String name) {
        return new ReadOptions(1, Optional.empty(), Optional.of(name), Optional.empty(), false);
    }
}

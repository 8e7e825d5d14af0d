package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A folder of test files. */
record Folder(Path path) {

    Folder file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Folder file(String name, byte[] bytes) {
        try {
            Files.write(path.resolve(name), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    String at(String name) {
        return name.equals("-") ? name : path.resolve(name).toString();
    }

    SampleSource source(String... names) {
        return SampleSource.of(Stream.of(names).map(this::at).toList());
    }

    List<Sample> samples(String... names) {
        try (SampleSource source = source(names); SampleReader reader = source.open()) {
            var samples = new ArrayList<Sample>();
            reader.forEachRemaining(samples::add);
            return samples;
        }
    }

    Dataset dataset(String... names) {
        try (SampleSource source = source(names)) {
            return Dataset.scan(source);
        }
    }
}

package dev.smoothie.spark.shipping;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.files.IoReason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.SparkSession;

/** A folder that is read on every executor. */
public sealed interface SharedFolder extends Serializable {

    /** Where it is on this machine; called on an executor or the driver. */
    Path path();

    /**
     * A folder that lies at the same path on every machine, as on a shared file system.
     *
     * @param folder
     *            absolute
     */
    record Everywhere(String folder) implements SharedFolder {
        @Override
        public Path path() {
            return Path.of(folder);
        }
    }

    /**
     * A folder that Spark has sent to every executor.
     *
     * @param name
     *            of the archive
     */
    record Sent(String name) implements SharedFolder {
        @Override
        public Path path() {
            return Path.of(SparkFiles.get(name)).toAbsolutePath();
        }
    }

    /**
     * Sends a folder of the driver to every executor, once: packed, through Spark's file server. An executor that starts
     * later fetches it too.
     *
     * @throws CoreException
     *             if it cannot be read
     */
    static SharedFolder send(SparkSession session, Path folder) {
        try {
            Path scratch = Files.createTempDirectory("smoothie");
            Path archive = scratch.resolve("smoothie-%s.zip".formatted(UUID.randomUUID()));
            archive.toFile().deleteOnExit(); // executors may ask for it as long as the session lives
            pack(folder, archive);
            session.sparkContext().addArchive(archive.toUri().toString());
            return new Sent(archive.getFileName().toString());
        } catch (IOException e) {
            throw new CoreException("%s: cannot be sent to the executors: %s".formatted(folder, IoReason.of(e)), e);
        }
    }

    private static void pack(Path folder, Path archive) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream file = Files.newOutputStream(archive); ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(Deflater.NO_COMPRESSION); // jars and floats hardly shrink
            for (Path each : files) {
                zip.putNextEntry(new ZipEntry(folder.relativize(each).toString()));
                Files.copy(each, zip);
                zip.closeEntry();
            }
        }
    }
}

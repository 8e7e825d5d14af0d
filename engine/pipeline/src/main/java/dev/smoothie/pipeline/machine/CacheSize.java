package dev.smoothie.pipeline.machine;

import dev.smoothie.pipeline.kept.ByteSize;
import dev.smoothie.pipeline.report.Finding;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Says where the user's cache is and how much is in it. */
final class CacheSize extends SimpleFileVisitor<Path> {
    private long files;
    private long bytes;

    private CacheSize() {}

    static Finding finding(Path cache) {
        var size = new CacheSize();
        try {
            if (Files.isDirectory(cache)) {
                Files.walkFileTree(cache, size);
            }
        } catch (IOException e) {
            return new Finding("cache", cache.toString(), false, "cannot be read: " + e);
        }
        return new Finding("cache", cache.toString(), true,
                "for files that can be made again; %s in %,d files".formatted(ByteSize.of(size.bytes), size.files));
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            files++;
            bytes += attributes.size();
        }
        return FileVisitResult.CONTINUE;
    }

    /** Another process deletes what it likes, and some of it may be another user's. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException reason) {
        return FileVisitResult.CONTINUE;
    }
}

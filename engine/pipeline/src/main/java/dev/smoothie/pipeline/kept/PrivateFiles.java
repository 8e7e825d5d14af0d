package dev.smoothie.pipeline.kept;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes files and directories that only their user can read: vectors tell much of their texts. */
final class PrivateFiles {
    private static final FileAttribute<?>[] NONE = {};

    private PrivateFiles() {}

    /** The attributes of a new file at {@code path}; none on a system that knows no such permissions. */
    static FileAttribute<?>[] file(Path path) {
        return attributes(path, "rw-------");
    }

    /** Makes a directory; those above it have the usual permissions. */
    static void directory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try {
                Files.createDirectory(path, attributes(path, "rwx------"));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(path)) { // not made by another process at the same time
                    throw e;
                }
            }
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : NONE;
    }
}

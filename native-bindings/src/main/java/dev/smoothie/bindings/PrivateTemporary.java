package dev.smoothie.bindings;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A folder of one user in the temporary directory, the same for all processes of that user. Programs are loaded from it,
 * so nobody else may have made it or may write in it.
 *
 * @param temporary
 *            the directory that all users share
 */
record PrivateTemporary(Path temporary) {
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(OWN);

    /**
     * {@code smoothie-UID}, made if need be. If somebody else has that name, a new folder for this process alone; if
     * nothing can be made at all, the name, and whoever writes there will fail.
     */
    Path folder() {
        Path usual = temporary.resolve("smoothie-of-nobody");
        try {
            Path fresh = Files.createTempDirectory(temporary, "smoothie-");
            usual = temporary.resolve("smoothie-" + Files.getAttribute(fresh, "unix:uid"));
            if (isOurs(usual, fresh)) {
                Files.delete(fresh);
                return usual;
            }
            fresh.toFile().deleteOnExit(); // if it is empty
            return fresh;
        } catch (IOException | UnsupportedOperationException e) {
            return usual;
        }
    }

    /** Makes a folder, or looks whether the one that is there belongs to whoever owns {@code fresh}, and to nobody else. */
    private static boolean isOurs(Path folder, Path fresh) throws IOException {
        try {
            Files.createDirectory(folder, PRIVATE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                            .equals(Files.getAttribute(fresh, "unix:uid"))
                    && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(OWN);
        }
    }
}

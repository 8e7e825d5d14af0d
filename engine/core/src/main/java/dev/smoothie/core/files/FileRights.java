package dev.smoothie.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may read and write a file that is being replaced, so that the new one can be given the same: a file that was
 * private stays private.
 *
 * @param before
 *            of the file that is replaced; empty if there is none, or if the system has no such rights
 */
record FileRights(Optional<PosixFileAttributes> before) {

    /** Those of the file at {@code path}. */
    static FileRights of(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return new FileRights(view == null || !Files.exists(path) ? Optional.empty() : Optional.of(view.readAttributes()));
    }

    /** With what the new file is made: nobody else may read it until it has its rights. Otherwise as the umask says. */
    FileAttribute<?>[] whileWritten() {
        return before.isEmpty()
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(
                        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))};
    }

    /** Gives them to the file at {@code path}. */
    void giveTo(Path path) throws IOException {
        if (before.isEmpty()) {
            return;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(before.get().permissions());
        if (!giveGroup(view)) {
            // Its members are others, who get no more than everybody.
            restrict(permissions, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
            restrict(permissions, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
            restrict(permissions, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
        }
        view.setPermissions(permissions);
    }

    /** Gives owner and group, as far as this user may. Returns whether the group is that of before. */
    private boolean giveGroup(PosixFileAttributeView view) throws IOException {
        PosixFileAttributes now = view.readAttributes();
        PosixFileAttributes old = before.orElseThrow();
        boolean same = now.group().equals(old.group());
        try {
            if (!same) {
                view.setGroup(old.group());
                same = true;
            }
            if (!now.owner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
        } catch (IOException _) {
            // Only the administrator may give a file away.
        }
        return same;
    }

    private static void restrict(Set<PosixFilePermission> permissions, PosixFilePermission group,
            PosixFilePermission others) {
        if (!permissions.contains(others)) {
            permissions.remove(group);
        }
    }
}

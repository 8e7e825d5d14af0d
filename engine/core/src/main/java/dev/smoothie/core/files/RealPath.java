package dev.smoothie.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/** Follows the symbolic links in a path, also where a part of it does not exist yet, and tells whether two paths meet. */
public final class RealPath {
    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private RealPath() {}

    /**
     * The path without links, {@code .} and {@code ..}; what does not exist keeps its name. A link that leads nowhere is
     * followed to the place where a file would be made.
     */
    public static Path of(Path path) {
        return of(path.toAbsolutePath(), MOST_LINKS);
    }

    private static Path of(Path path, int links) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            // It does not exist, or cannot be looked at: as far as it does.
        }
        Path parent = path.getParent();
        if (parent == null) {
            return path;
        }
        Path folder = of(parent, links);
        String name = path.getFileName().toString();
        if (name.equals(".") || name.isEmpty()) {
            return folder;
        }
        if (name.equals("..")) {
            return folder.getParent() == null ? folder : folder.getParent();
        }
        Path file = folder.resolve(name);
        if (links > 0 && Files.isSymbolicLink(file)) {
            try {
                return of(folder.resolve(Files.readSymbolicLink(file)), links - 1);
            } catch (IOException _) {
                // As if it were no link.
            }
        }
        return file;
    }

    /** Whether both are one file, or would be once they are written. */
    public static boolean areSame(Path one, Path other) {
        try {
            if (Files.exists(one) && Files.exists(other)) {
                return Files.isSameFile(one, other);
            }
        } catch (IOException _) {
            // Compared by their names.
        }
        Path first = of(one);
        Path second = of(other);
        if (first.equals(second)) {
            return true;
        }
        Path folder = first.getParent();
        return folder != null && folder.equals(second.getParent()) && folded(first).equals(folded(second))
                && ignoresCase(folder);
    }

    /** The name as file systems compare it that ignore case, which also take composed and decomposed letters for one. */
    private static String folded(Path file) {
        return Normalizer.normalize(file.getFileName().toString(), Normalizer.Form.NFC).toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** Whether a folder is found also by its name in the other case, as on most disks of macOS. */
    private static boolean ignoresCase(Path folder) {
        Path name = folder.getFileName();
        if (name == null) {
            return false;
        }
        String upper = name.toString().toUpperCase(Locale.ROOT);
        String other = upper.equals(name.toString()) ? upper.toLowerCase(Locale.ROOT) : upper;
        try {
            return !other.equals(name.toString()) && Files.isSameFile(folder, folder.resolveSibling(other));
        } catch (IOException _) {
            return false;
        }
    }
}

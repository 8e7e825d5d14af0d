package dev.smoothie.cli.options;

import dev.smoothie.core.files.OutputFile;
import dev.smoothie.core.files.RealPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Checks the files of a command before it starts: no file that it writes may replace one that it reads, or another one
 * that it writes.
 */
public final class FilePlaces {
    private final CommandSpec spec;
    private final List<Place> read = new ArrayList<>();
    private final List<Place> written = new ArrayList<>();

    /** The type of a file in the mode that POSIX systems give it. */
    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;

    private record Place(String what, String name, Path path) {}

    public FilePlaces(CommandSpec spec) {
        this.spec = spec;
    }

    /** Adds a file that is read, unless it is standard input. {@code what} is the option that the user gave it by. */
    public FilePlaces reads(String what, String file) {
        place(what, file).ifPresent(read::add);
        return this;
    }

    public FilePlaces reads(String what, List<String> files) {
        files.forEach(file -> reads(what, file));
        return this;
    }

    public FilePlaces reads(String what, Optional<Path> file) {
        file.ifPresent(path -> reads(what, path.toString()));
        return this;
    }

    /** Adds a file that is written, unless it is standard output. */
    public FilePlaces writes(String what, String file) {
        place(what, file).ifPresent(written::add);
        return this;
    }

    public FilePlaces writes(String what, Optional<Path> file) {
        file.ifPresent(path -> writes(what, path.toString()));
        return this;
    }

    private static Optional<Place> place(String what, String file) {
        if (file == null || file.equals(OutputFile.STANDARD_OUTPUT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Place(what, file, Path.of(file)));
        } catch (InvalidPathException _) {
            // Reported when it is opened.
            return Optional.empty();
        }
    }

    /** Options that name files. */
    public interface Owner {
        /** Adds the files that these options name. */
        void addTo(FilePlaces places);
    }

    /** Adds the files that all these options name. */
    public FilePlaces of(Owner... owners) {
        for (Owner owner : owners) {
            owner.addTo(this);
        }
        return this;
    }

    /**
     * Checks all files that were added.
     *
     * @throws ParameterException
     *             if two are the same; the message names them
     */
    public void check() {
        for (int i = 0; i < written.size(); i++) {
            Place place = written.get(i);
            for (Place other : written.subList(0, i)) {
                if (areSame(place.path, other.path)) {
                    throw usage("%s and %s would both be written to %s; name two different files".formatted(place.what,
                            other.what, place.name));
                }
            }
            for (Place other : read) {
                if (areSame(place.path, other.path)) {
                    throw usage("%s %s would overwrite the file of %s, which this command reads; name another file"
                            .formatted(
                                    place.what, place.name, other.what));
                }
            }
        }
    }

    /**
     * Whether two paths are the same file, or will be, perhaps by links. A device, such as a terminal or
     * {@code /dev/null}, never counts as the same; a pipe does: two outputs would mix in it, and a command that reads
     * what it writes would wait for itself.
     */
    private static boolean areSame(Path one, Path other) {
        return RealPath.areSame(one, other) && !isDevice(one);
    }

    private static boolean isDevice(Path path) {
        try {
            return OutputFile.isSpecial(path) && (mode(path) & FILE_TYPE) != PIPE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return true;
        }
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode");
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

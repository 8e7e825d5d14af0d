package dev.smoothie.cli;

import dev.smoothie.engine.data.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The files of a command: what it writes takes the place of nothing that it reads, and of nothing else that it writes. */
final class FilePlaces {
    private final CommandSpec spec;
    private final List<Place> read = new ArrayList<>();
    private final List<Place> written = new ArrayList<>();

    private record Place(String what, String name, Path path) {}

    FilePlaces(CommandSpec spec) {
        this.spec = spec;
    }

    /** A file that is read, if it is one; {@code what} is how the user gave it. */
    FilePlaces reads(String what, String file) {
        place(what, file).ifPresent(read::add);
        return this;
    }

    FilePlaces reads(String what, List<String> files) {
        files.forEach(file -> reads(what, file));
        return this;
    }

    FilePlaces reads(String what, Optional<Path> file) {
        file.ifPresent(path -> reads(what, path.toString()));
        return this;
    }

    /** A file that is written, if it is one. */
    FilePlaces writes(String what, String file) {
        place(what, file).ifPresent(written::add);
        return this;
    }

    FilePlaces writes(String what, Optional<Path> file) {
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
            // Whoever opens it says so.
            return Optional.empty();
        }
    }

    /**
     * Checks them.
     *
     * @throws ParameterException
     *             naming two that are one
     */
    void check() {
        for (int i = 0; i < written.size(); i++) {
            Place place = written.get(i);
            for (Place other : written.subList(0, i)) {
                if (areSame(place.path, other.path)) {
                    throw usage("%s and %s are both %s; name two files".formatted(place.what, other.what, place.name));
                }
            }
            for (Place other : read) {
                if (areSame(place.path, other.path)) {
                    throw usage("%s %s would take the place of %s, which is read; name another file".formatted(
                            place.what, place.name, other.what));
                }
            }
        }
    }

    /** By whatever link; pipes and devices are never in each other's place. */
    private static boolean areSame(Path one, Path other) {
        try {
            if (Files.exists(one) && Files.exists(other)) {
                return Files.isRegularFile(one) && Files.isSameFile(one, other);
            }
        } catch (IOException _) {
            // By their names, then.
        }
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

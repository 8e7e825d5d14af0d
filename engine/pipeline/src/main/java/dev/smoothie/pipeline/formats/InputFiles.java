package dev.smoothie.pipeline.formats;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.pipeline.kinds.FileKinds;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.readers.TableOpener;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Opens the files that the user names, and those of a known kind in the folders that the user names. */
final class InputFiles {
    /** How deep files are looked for in a folder: results are in a folder for each model and each run. */
    private static final int DEEPEST = 4;

    private final List<InputFile> files;
    private final ReadOptions options;
    private final TableOpener tables;
    private final List<Beginning> beginnings = new ArrayList<>();

    /**
     * @param files
     *            takes what is opened; whoever has it closes it
     * @param tables
     *            opens what the program itself does not know
     */
    InputFiles(List<InputFile> files, ReadOptions options, TableOpener tables) {
        this.files = files;
        this.options = options;
        this.tables = tables;
    }

    /** What a file looks like. Plugins are asked only about what the program itself does not know. */
    private Beginning look(InputFile file) {
        try {
            return lookAt(file);
        } catch (OutOfMemoryError e) {
            throw new SmoothieException("%s:1: memory ran out in the first lines".formatted(file.name()), e);
        }
    }

    private Beginning lookAt(InputFile file) {
        Beginning found = Beginning.of(file);
        boolean other = found.form() == Form.BINARY || found.form() == Form.TEXT || found.form() == Form.ZIP;
        return other && FileKinds.of(found, options).isEmpty()
                ? Beginning.ofTable(file, tables).orElse(found)
                : found;
    }

    /** What the files look like, in the same order. */
    List<Beginning> beginnings() {
        return beginnings;
    }

    void add(String input) {
        if (!isFolder(input)) {
            InputFile file = InputFile.of(input);
            files.add(file);
            beginnings.add(look(file));
            return;
        }
        int before = files.size();
        for (Path path : filesOf(input)) {
            addIfKnown(path);
        }
        if (files.size() == before) {
            throw new SmoothieException(
                    "%s: no file in this folder is of a known kind; 'smoothie help files' lists the formats that are read"
                            .formatted(input));
        }
    }

    private static boolean isFolder(String input) {
        try {
            return !input.equals(InputFile.STANDARD_INPUT) && Files.isDirectory(Path.of(input));
        } catch (InvalidPathException _) {
            return false; // whoever opens it has the message
        }
    }

    private static List<Path> filesOf(String folder) {
        try (Stream<Path> paths = Files.find(Path.of(folder), DEEPEST,
                (path, attributes) -> attributes.isRegularFile() && !path.getFileName().toString().startsWith("."))) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot list this folder: %s".formatted(folder, IoReason.of(e)), e);
        }
    }

    private void addIfKnown(Path path) {
        InputFile file = InputFile.of(path.toString());
        try {
            Beginning beginning = look(file);
            if (beginning.form() != Form.EMPTY && FileKinds.of(beginning, options).isPresent()) {
                files.add(file);
                beginnings.add(beginning);
            }
        } catch (SmoothieException _) {
            // Not a text, or packed: a folder may hold anything.
        }
    }
}

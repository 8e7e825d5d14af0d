package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.packed.ZipArchive;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All kinds of files that are read, and which of them a file is. */
public final class FileKinds {
    /** Our own format. */
    public static final FileKind OWN = new OwnSamples();

    /** One line of our own format, for messages. */
    public static final String EXAMPLE = OwnSamples.EXAMPLE;

    /** In the order in which they are tried: what is known by more keys comes first. */
    private static final List<FileKind> ALL = List.of(new LmEvalSamples(), new InspectJson(), new InspectArchive(),
            new HelmStates(), new HelmInstances(), new PromptfooResults(), Companion.LM_EVAL_RESULTS,
            Companion.HELM_RUN, Companion.EVERY_EVAL_EVER_SUMMARY, new ReferenceGenerations(), new RankedDataset(), OWN,
            new BatchResults(),
            new BatchRequests(), new BenchJudgments(), new ModelAnswers(), new BenchQuestions(), new EveryEvalEver(),
            new MixInstruct(), new AlpacaEvalAnnotations(), new AlpacaEvalOutputs(), new ModelLines(),
            new CsvTable());

    /** Tables of which the user has said what their columns hold, or that a plugin reads. */
    private static final FileKind TABLE = new RowTable();

    /** Those that a table's rows can be of. */
    private static final List<FileKind> OF_ROWS = List.of(OWN, new AlpacaEvalOutputs(), new ModelLines(), TABLE);

    private static final int NEAREST = 3;

    private FileKinds() {}

    /** The kind of a file; empty if it is none. */
    public static Optional<FileKind> of(Beginning beginning, ReadOptions options) {
        if (options.columns().isPresent() && beginning.isItems()) {
            return Optional.of(TABLE);
        }
        List<FileKind> kinds = beginning.form() == Form.ROWS ? OF_ROWS : ALL;
        return kinds.stream().filter(kind -> kind.recognises(beginning)).findFirst();
    }

    /** The message about a file that is of no kind: what was found, what is near to it, and what we would read. */
    public static SmoothieException unknown(Beginning beginning) {
        String name = beginning.file().name();
        if (beginning.form() == Form.EMPTY) {
            return new SmoothieException("%s: the file is empty; expected samples".formatted(name));
        }
        if (beginning.broken().isPresent()) {
            return beginning.broken().get();
        }
        if (beginning.form() == Form.LIST && beginning.items().isEmpty()) {
            return new SmoothieException("%s: no samples; it is a JSON list without objects".formatted(name));
        }
        if (beginning.form() == Form.ZIP) {
            return archive(beginning.file().path(), name);
        }
        return new SmoothieException("%s: %s. Expected JSON Lines, one sample on each line, such as %s%s".formatted(
                name,
                found(beginning), OwnSamples.EXAMPLE, "; 'smoothie help files' lists the formats that are read"));
    }

    private static SmoothieException archive(Path path, String name) {
        try (var _ = ZipArchive.open(path)) {
            return new SmoothieException(
                    "%s: is a zip archive, and not a log of Inspect; unpack it first: unzip %s".formatted(name, name));
        } catch (IOException e) {
            return new SmoothieException(
                    "%s: %s; copy it again from where it was made".formatted(name, e.getMessage()), e);
        }
    }

    private static String found(Beginning beginning) {
        String what = switch (beginning.form()) {
            case LINES, OBJECT, LIST, ROWS -> beginning.keys().isEmpty()
                    ? "no JSON object is in it"
                    : "not recognised; found %s with the keys %s".formatted(form(beginning.form()),
                            beginning.keys().stream().limit(12).map("\"%s\""::formatted)
                                    .collect(Collectors.joining(", ")));
            case TEXT -> "not recognised; it is text, and no JSON and no table with a header that is known";
            case EMPTY, ZIP, BINARY -> "not a text, and no plugin that is loaded reads it";
        };
        String near = nearest(beginning);
        return near.isEmpty() ? what : what + ". " + near;
    }

    private static String form(Form form) {
        return switch (form) {
            case LINES -> "lines";
            case LIST -> "one JSON list of objects";
            case ROWS -> "a table";
            default -> "one JSON object";
        };
    }

    private static String nearest(Beginning beginning) {
        Set<String> keys = beginning.keys();
        return ALL.stream().filter(kind -> shared(kind, keys) > 0)
                .sorted(Comparator.comparingInt((FileKind kind) -> -shared(kind, keys))).limit(NEAREST)
                .map(kind -> "%s would have %s".formatted(kind.description(), kind.keys().stream()
                        .filter(key -> !keys.contains(key)).map("\"%s\""::formatted)
                        .collect(Collectors.joining(", "))))
                .filter(line -> !line.endsWith("have ")).collect(Collectors.joining("; "));
    }

    private static int shared(FileKind kind, Set<String> keys) {
        return (int) kind.keys().stream().filter(keys::contains).count();
    }
}

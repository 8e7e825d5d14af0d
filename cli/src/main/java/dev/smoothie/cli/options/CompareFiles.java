package dev.smoothie.cli.options;

import dev.smoothie.pipeline.text.InputFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is compared: two generators in files of samples, or two runs. */
public final class CompareFiles implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "A B INPUT", arity = "0..*", description = {
            "The names of two generators, then files with samples, which 'smoothie route --help' describes; - is standard input.",
            "With --before and --after: names of generators, or none for all that both runs have."})
    private List<String> words = List.of();

    @Option(order = OptionSections.GENERAL, names = "--before", paramLabel = "FILE", arity = "1", description = "Compare two runs:"
            + " samples with outputs of the earlier one. Several files: give the option several times.")
    private List<String> before = List.of();

    @Option(order = OptionSections.GENERAL
            + 1, names = "--after", paramLabel = "FILE", arity = "1", description = "Samples with outputs of the later run. They"
                    + " are joined with those before by id, or by input where ids differ.")
    private List<String> after = List.of();

    /** Whether two runs are compared. */
    public boolean runs() {
        return !before.isEmpty() || !after.isEmpty();
    }

    public List<String> before() {
        return before;
    }

    public List<String> after() {
        return after;
    }

    /** The generators that were named. */
    public List<String> generators() {
        return runs() ? words : words.subList(0, 2);
    }

    /** The files of samples with both generators. */
    public List<String> inputs() {
        return runs() ? List.of() : words.subList(2, words.size());
    }

    @Override
    public void addTo(FilePlaces places) {
        places.reads("INPUT", inputs()).reads("--before", before).reads("--after", after);
    }

    /** Checks that what is compared is complete. */
    public void check() {
        if (runs() && (before.isEmpty() || after.isEmpty())) {
            throw usage(
                    "two runs are compared: give the files of the earlier one with --before and those of the later one with --after");
        }
        if (!runs() && words.size() < 3) {
            throw usage(
                    "two generators and a file are needed, as in 'smoothie compare model-a model-b outputs.jsonl', and %s; to compare two runs of one model use --before and --after"
                            .formatted(words.isEmpty()
                                    ? "nothing was given"
                                    : "only '%s' was given".formatted(String.join("' '", words))));
        }
        if (!runs() && exists(words.getFirst()) && !exists(words.getLast())) {
            throw usage("the generators come first, then the files, as in 'smoothie compare model-a model-b %s'"
                    .formatted(words.getFirst()));
        }
        if (!runs() && words.get(0).equals(words.get(1))) {
            throw usage("'%s' is compared with itself; name another generator".formatted(words.get(0)));
        }
        if (Stream.of(inputs(), before, after).flatMap(List::stream).filter(InputFile.STANDARD_INPUT::equals)
                .count() > 1) {
            throw usage("standard input (-) is given twice, and it can be read only once; give a file for the other");
        }
    }

    private static boolean exists(String word) {
        try {
            return word.equals(InputFile.STANDARD_INPUT) || Files.isRegularFile(Path.of(word));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

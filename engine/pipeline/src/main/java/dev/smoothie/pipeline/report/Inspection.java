package dev.smoothie.pipeline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What files of samples hold.
 *
 * @param files
 *            what each file is
 * @param joinedBy
 *            by what files were joined; empty if they are read one after the other
 * @param samples
 *            how many samples there are
 * @param withoutInput
 *            how many of them have no input
 * @param generators
 *            what is known of each generator
 * @param scores
 *            the names of all scores in the files of other tools
 * @param score
 *            the one that is taken as the truth
 * @param scored
 *            how many samples have a score of any generator
 * @param references
 *            how many samples have a reference
 * @param costs
 *            whether any output has a cost
 * @param reviews
 *            whether any sample has reviews
 * @param warnings
 *            what looks like a mistake, and what was left out
 * @param examples
 *            the first samples, in short
 */
public record Inspection(List<FileFound> files, Optional<String> joinedBy, int samples, int withoutInput,
        List<GeneratorFound> generators, List<String> scores, Optional<String> score, int scored, int references,
        boolean costs, boolean reviews, List<String> warnings, List<Example> examples) {

    public Inspection {
        files = List.copyOf(files);
        generators = List.copyOf(generators);
        scores = List.copyOf(scores);
        warnings = List.copyOf(warnings);
        examples = List.copyOf(examples);
    }

    /**
     * One file.
     *
     * @param name
     *            as the user named it
     * @param kind
     *            what it is
     * @param entries
     *            how many lines, items or rows it has; empty where files are not joined
     * @param unmatched
     *            how many of them have no counterpart in the other files
     */
    public record FileFound(String name, String kind, Optional<Integer> entries, int unmatched) {}

    /**
     * One generator.
     *
     * @param outputs
     *            how many outputs it has, repeats counted
     * @param missing
     *            how many samples have none of its outputs
     * @param blank
     *            how many of its outputs are blank
     * @param meanLength
     *            of its outputs, in characters
     * @param meanScore
     *            of its outputs; NaN if none is scored
     */
    public record GeneratorFound(String name, long outputs, int missing, long blank, double meanLength,
            double meanScore) {}

    /**
     * A sample in short.
     *
     * @param outputs
     *            of the first generators, each with the generator's name
     */
    public record Example(String id, Optional<String> input, List<String> outputs) {}

    /** Which truth there is, in words. */
    public String truth() {
        var found = new ArrayList<String>();
        if (scored > 0) {
            found.add("scores of %d of %d samples%s".formatted(scored, samples,
                    score.filter(name -> scores.size() > 1 || !name.equals("scores"))
                            .map(name -> " (%s%s)".formatted(name, others(name))).orElse("")));
        }
        if (references > 0) {
            found.add("a reference in %d of %d samples".formatted(references, samples));
        }
        return found.isEmpty() ? "none" : String.join("; ", found);
    }

    private String others(String taken) {
        String names = scores.stream().filter(name -> !name.equals(taken)).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; --score takes another: " + names;
    }

    /** What to type next, and why. */
    public String next() {
        String names = files.stream().map(FileFound::name).map(Inspection::quoted).collect(Collectors.joining(" "));
        if (generators.isEmpty()) {
            return "these are prompts without outputs; ask models for them: smoothie generate %s --models models.yaml -o outputs.jsonl"
                    .formatted(names);
        }
        if (generators.size() < 3) {
            return "there are outputs of %d generators, and 3 are needed; give the files of other models, too"
                    .formatted(generators.size());
        }
        if (scored > 0) {
            return "smoothie evaluate " + names;
        }
        return references > 0
                ? "smoothie evaluate %s --metric exact-match".formatted(names)
                : "smoothie score " + names;
    }

    private static String quoted(String name) {
        return name.matches("[\\w./,:=@%+-]+") ? name : "'%s'".formatted(name.replace("'", "'\\''"));
    }
}

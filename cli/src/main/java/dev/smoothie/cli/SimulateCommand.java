package dev.smoothie.cli;

import dev.smoothie.engine.SimulationFiles;
import dev.smoothie.simulation.Scenario;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smoothie simulate}: sets whose truth is known. */
@Command(name = "simulate", description = "Write a set drawn from the model, with the truth: to see what to expect of scores.", footer = {
        "",
        "Writes NAME.jsonl, NAME.inputs.npy, NAME.outputs.npy, and NAME.truth.json with the true errors and correlations."
                + " Texts are placeholders: give the .npy files to the other commands.",
        "", "Example: what do two models that err together do to the ranking?",
        "  smoothie simulate set --errors 0.6,0.6,0.5,0.5,0.5 --families 2 --correlation 0.5",
        "  smoothie score set.jsonl --generation-embeddings set.outputs.npy"})
final class SimulateCommand implements Runnable {
    private static final int GENERATORS = 8;
    private static final double BEST = 0.2;
    private static final double WORST = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "What the names of the files begin with; may have a directory.")
    private Path name;

    @Option(order = OptionSections.GENERAL, names = "--samples", paramLabel = "N", description = "Default: 1000.")
    private int samples = 1000;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--dimension", paramLabel = "D", description = "Length of the embeddings. Default: 64.")
    private int dimension = 64;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--generators", paramLabel = "M", description = "So many, with errors from 0.2 to 1. Default: 8.")
    private Integer generators;

    @Option(order = OptionSections.GENERAL
            + 3, names = "--errors", paramLabel = "E", split = ",", description = "The true error of each generator, δ = d/(2θ); in place of --generators.")
    private List<Double> errors;

    @Option(order = OptionSections.GENERAL
            + 4, names = "--topics", paramLabel = "T", description = "Topics, in each of which the errors belong to other generators. Default: 1.")
    private int topics = 1;

    @Option(order = OptionSections.GENERAL
            + 5, names = "--families", paramLabel = "SIZE", split = ",", description = "Sizes of families: the first generators are the first family, and so on.")
    private List<Integer> families = List.of();

    @Option(order = OptionSections.GENERAL
            + 6, names = "--correlation", paramLabel = "RHO", description = "Of the errors within a family, 0 to 1. Default: 0.5.")
    private double correlation = 0.5;

    @Option(order = OptionSections.GENERAL
            + 7, names = "--clones", paramLabel = "C", description = "The last so many generators repeat the outputs of the first ones.")
    private int clones;

    @Option(order = OptionSections.GENERAL
            + 8, names = "--missing", paramLabel = "P", description = "Share of outputs that are missing.")
    private double missing;

    @Option(order = OptionSections.GENERAL
            + 9, names = "--duplicates", paramLabel = "P", description = "Share of samples that are copies of earlier ones.")
    private double duplicates;

    @Option(order = OptionSections.GENERAL
            + 10, names = "--signal", paramLabel = "S", description = "How far true outputs lie apart, on the scale of the errors; 0: the scores have nothing to go by. Default: 1.")
    private double signal = 1;

    @Option(order = OptionSections.GENERAL
            + 11, names = "--seed", paramLabel = "SEED", description = "Equal seeds draw equal sets. Default: 1.")
    private long seed = 1;

    @Override
    public void run() {
        var files = new SimulationFiles(scenario());
        for (Path file : files.write(name)) {
            spec.commandLine().getErr().println("wrote " + file);
        }
        spec.commandLine().getErr().flush();
    }

    private Scenario scenario() {
        try {
            return Scenario.of(samples, dimension, trueErrors(), seed).withSignal(signal).withTopics(topics)
                    .withFamilies(correlation, families.stream().mapToInt(Integer::intValue).toArray())
                    .withClones(clones).withMissing(missing).withDuplicates(duplicates);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private double[] trueErrors() {
        if (errors != null && generators != null) {
            throw new ParameterException(spec.commandLine(),
                    "--errors gives one for each generator; leave --generators out");
        }
        if (errors != null) {
            return errors.stream().mapToDouble(Double::doubleValue).toArray();
        }
        int m = generators == null ? GENERATORS : generators;
        if (m < 1) {
            throw new ParameterException(spec.commandLine(), "--generators must be at least 1, got " + m);
        }
        double[] even = new double[m];
        Arrays.setAll(even, i -> m == 1 ? BEST : BEST + (WORST - BEST) * i / (m - 1));
        return even;
    }
}

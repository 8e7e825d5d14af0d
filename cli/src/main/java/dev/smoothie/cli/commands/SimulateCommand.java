package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.pipeline.Simulate;
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

/** {@code smoothie simulate}: writes artificial sets whose truth is known. */
@Command(name = "simulate", description = {
        "Write an artificial set whose truth is known, to see what to expect of the estimates.",
        "A generator stands for a model. Its error is the mean squared distance between the embeddings (lists of numbers) of"
                + " its outputs and of the true outputs."}, footer = {
                        "",
                        "The command writes the samples to NAME.jsonl, the embeddings to NAME.inputs.npy and NAME.outputs.npy, and the true"
                                + " errors and correlations to NAME.truth.json. The texts in NAME.jsonl are placeholders, so give the .npy"
                                + " files to the other commands.",
                        "", "Example: what do two models that err together do to the ranking?",
                        "  smoothie simulate set --errors 0.6,0.6,0.5,0.5,0.5 --families 2",
                        "  smoothie score set.jsonl --generation-embeddings set.outputs.npy"})
final class SimulateCommand implements Runnable {
    private static final int GENERATORS = 8;
    private static final double BEST = 0.2;
    private static final double WORST = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "What the names of the files begin with, such as set or folder/set.")
    private Path name;

    @Option(order = OptionSections.GENERAL, names = "--samples", paramLabel = "N", description = "How many samples to draw. Default: 1000.")
    private int samples = 1000;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--dimension", paramLabel = "D", description = "How many numbers an embedding has. Default: 64.")
    private int dimension = 64;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--generators", paramLabel = "M", description = "How many generators there are. Their errors are"
                    + " spread evenly from 0.2 to 1. Default: 8.")
    private Integer generators;

    @Option(order = OptionSections.GENERAL
            + 3, names = "--errors", paramLabel = "E", split = ",", description = "The true error"
                    + " of each generator, δ = d/(2θ), separated by commas; in place of --generators. Default: as --generators says.")
    private List<Double> errors;

    @Option(order = OptionSections.GENERAL
            + 4, names = "--topics", paramLabel = "T", description = "How many topics there are. In each of them other"
                    + " generators have the small errors. Default: 1.")
    private int topics = 1;

    @Option(order = OptionSections.GENERAL
            + 5, names = "--families", paramLabel = "SIZE", split = ",", description = "The sizes of"
                    + " families, whose members make similar mistakes, separated by commas. The first generators are the"
                    + " first family, and so on. Default: no families.")
    private List<Integer> families = List.of();

    @Option(order = OptionSections.GENERAL
            + 6, names = "--correlation", paramLabel = "RHO", description = "How strongly the errors within a family are"
                    + " correlated, from 0 to 1. Default: 0.5.")
    private double correlation = 0.5;

    @Option(order = OptionSections.GENERAL
            + 7, names = "--clones", paramLabel = "C", description = "The last C generators repeat the outputs of the first C."
                    + " Default: 0.")
    private int clones;

    @Option(order = OptionSections.GENERAL
            + 8, names = "--missing", paramLabel = "P", description = "Which share of the outputs is missing. Default: 0.")
    private double missing;

    @Option(order = OptionSections.GENERAL
            + 9, names = "--duplicates", paramLabel = "P", description = "Which share of the samples are copies of earlier"
                    + " ones. Default: 0.")
    private double duplicates;

    @Option(order = OptionSections.GENERAL
            + 10, names = "--signal", paramLabel = "S", description = "How far the true outputs of samples lie apart, compared"
                    + " with the errors. With 0 nothing can be estimated. Default: 1.")
    private double signal = 1;

    @Option(order = OptionSections.GENERAL
            + 11, names = "--seed", paramLabel = "SEED", description = "The seed of the random draws; equal seeds draw equal sets. Default: 1.")
    private long seed = 1;

    @Override
    public void run() {
        for (Path file : new Simulate(scenario()).run(name)) {
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
                    "--errors names the error of every generator, and so says how many there are; leave --generators out");
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

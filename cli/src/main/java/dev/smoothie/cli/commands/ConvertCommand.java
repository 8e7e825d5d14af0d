package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.PluginDirs;
import dev.smoothie.cli.options.SampleFiles;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.pipeline.Convert;
import dev.smoothie.pipeline.Resources;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smoothie convert}: writes the samples of files of any kind in our own format. */
@Command(name = "convert", description = {"Write the samples of any files that are read in Smoothie's own format.",
        "So one sees what was understood, and can correct it."}, footer = {"",
                "Example: smoothie convert results/*.jsonl -o samples.jsonl"})
final class ConvertCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = {"-o",
            "--output"}, paramLabel = "OUT", defaultValue = "-", description = "Write the samples to this file, which appears"
                    + " when it is complete; it is packed if the name ends in .gz. Default: standard output.")
    private String output;

    @Mixin
    private PluginDirs directories;

    @Override
    public void run() {
        samples.requireOneStandardInput(List.of());
        new FilePlaces(spec).of(samples).writes("--output", output).check();
        var resources = Resources.standard(directories.roots().toArray(Path[]::new)).withReading(samples.reading());
        try (Console console = new Console(spec.commandLine().getErr(), false)) {
            int written = new Convert(resources, samples.names(), output).run(console);
            console.note("%d %s written".formatted(written, written == 1 ? "sample" : "samples"));
        }
    }
}

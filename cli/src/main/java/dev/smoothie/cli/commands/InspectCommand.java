package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.PluginDirs;
import dev.smoothie.cli.options.SampleFiles;
import dev.smoothie.cli.printing.InspectionTable;
import dev.smoothie.pipeline.Inspect;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.report.Inspection;
import dev.smoothie.pipeline.report.InspectionJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smoothie inspect}: says what files of samples hold. */
@Command(name = "inspect", description = {
        "Say what files are, which generators and samples they have, what is missing, and what to type next.",
        "Nothing is embedded."}, footer = {"", "Example: smoothie inspect results/*.jsonl"})
final class InspectCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = "--json", description = "Print one line of JSON. Default: text.")
    private boolean json;

    @Mixin
    private PluginDirs directories;

    @Override
    public void run() {
        samples.requireOneStandardInput(List.of());
        new FilePlaces(spec).of(samples).check();
        var resources = Resources.standard(directories.roots().toArray(Path[]::new)).withReading(samples.reading());
        Inspection found = new Inspect(resources, samples.names()).run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new InspectionJson(found).line());
        } else {
            new InspectionTable(found).lines().forEach(out::println);
        }
        out.flush();
    }
}

package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.PluginDirs;
import dev.smoothie.pipeline.Diagnose;
import dev.smoothie.pipeline.report.Finding;
import dev.smoothie.pipeline.report.FindingsJson;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smoothie doctor}: prints what works on this machine, and why the rest does not. */
@Command(name = "doctor", description = "Show what works on this machine, and why the rest does not.")
final class DoctorCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PluginDirs directories;

    @Option(order = OptionSections.GENERAL, names = "--json", description = "Print one line of JSON. Default: text.")
    private boolean json;

    @Override
    public void run() {
        List<Finding> findings = new Diagnose(directories.roots()).run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new FindingsJson(findings).line());
        } else {
            findings.stream().map(DoctorCommand::line).forEach(out::println);
        }
        out.flush();
    }

    private static String line(Finding finding) {
        return "%-16s %s%s: %s".formatted(finding.kind(), finding.name(), finding.available() ? "" : " (not available)",
                finding.detail());
    }
}

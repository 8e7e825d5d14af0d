package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.PluginDirs;
import dev.smoothie.pipeline.Diagnose;
import dev.smoothie.pipeline.Listener;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.SelfTest;
import dev.smoothie.pipeline.Sources;
import dev.smoothie.pipeline.embedding.EmbeddingPlace;
import dev.smoothie.pipeline.report.Finding;
import dev.smoothie.pipeline.report.FindingsJson;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smoothie doctor}: prints what works on this machine, and why the rest does not. */
@Command(name = "doctor", description = "Show what works on this machine, and why the rest does not.", footer = {"",
        "Example: smoothie doctor --self-test"})
final class DoctorCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PluginDirs directories;

    @Option(order = OptionSections.GENERAL, names = "--json", description = "Print one line of JSON. Default: text.")
    private boolean json;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--self-test", description = "Route the bundled example on every backend that works here, compare"
                    + " routes and estimates with those of the backend scalar, and fail if they differ.")
    private boolean selfTest;

    @Override
    public void run() {
        List<Finding> findings = selfTest ? tested() : new Diagnose(directories.roots()).run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new FindingsJson(findings).line());
        } else {
            findings.stream().map(selfTest ? DoctorCommand::testLine : DoctorCommand::line).forEach(out::println);
        }
        out.flush();
        List<String> failed = findings.stream().filter(SelfTest::failed).map(Finding::name).toList();
        if (!failed.isEmpty()) {
            throw new SmoothieException(
                    "the self-test failed: %s and scalar do not agree on the bundled example, so results of %s cannot be trusted on this machine; use another --backend, and report this with what 'smoothie doctor' prints"
                            .formatted(String.join(", ", failed), failed.size() == 1 ? "it" : "these"));
        }
    }

    private List<Finding> tested() {
        Resources resources = Resources.standard(directories.roots().toArray(Path[]::new))
                .withView(View.parse("answer")).embeddingOn(EmbeddingPlace.CPU).withCache(Optional.empty());
        return new SelfTest(resources, Sources.of(example().toString())).run(Listener.SILENT);
    }

    private static Path example() {
        Path example = Path.of(System.getProperty("smoothie.home", "."), "examples", "answers.jsonl");
        if (!Files.isRegularFile(example)) {
            throw new SmoothieException(
                    "there is no bundled example at %s, which the self-test routes; start the program by bin/smoothie of an unpacked release"
                            .formatted(example));
        }
        return example;
    }

    private static String testLine(Finding finding) {
        return "%-16s %s%s: %s".formatted(finding.kind(), finding.name(), SelfTest.failed(finding) ? " FAILED" : "",
                finding.detail());
    }

    private static String line(Finding finding) {
        return "%-16s %s%s: %s".formatted(finding.kind(), finding.name(), finding.available() ? "" : " (not available)",
                finding.detail());
    }
}

package dev.smoothie.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command. A subcommand is a class of its own in the list below; it inherits {@code --help} and the rest. */
@Command(name = "smoothie", description = "Routes among language models without labels: estimates from embeddings of their outputs how good each"
        + " model is, and picks one output per input.", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Version.class, subcommands = {
                RouteCommand.class, ScoreCommand.class, EmbedCommand.class, DoctorCommand.class,
                Completion.class}, synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions:%n", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                        "0:success", "1:failure", "2:wrong usage"})
final class RootCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    private boolean debug;

    /** The whole command line, ready to execute; its streams can be set for use in process. */
    static CommandLine commandLine() {
        RootCommand root = new RootCommand();
        return new CommandLine(root)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failures.report(failure, command, root.debug));
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

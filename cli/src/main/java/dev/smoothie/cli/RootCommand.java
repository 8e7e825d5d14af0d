package dev.smoothie.cli;

import dev.smoothie.spi.SmoothieException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The root command. A subcommand is a class of its own in the list below; it inherits {@code --help} and the rest. */
@Command(name = "smoothie", description = "Routes among language models without labels: estimates from embeddings of their outputs how good each"
        + " model is, and picks one output per input.", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Version.class, subcommands = {
                RouteCommand.class, ScoreCommand.class, EvaluateCommand.class, GenerateCommand.class,
                EmbedCommand.class,
                SimulateCommand.class, PluginsCommand.class, DoctorCommand.class,
                Completion.class}, abbreviateSynopsis = true, sortOptions = false, synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n", parameterListHeading = "%n", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                        "0:success", "1:failure", "2:wrong usage"})
final class RootCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", order = OptionSections.HELP, scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    private boolean debug;

    /** The whole command line, ready to execute; its streams can be set for use in process. */
    static CommandLine commandLine() {
        RootCommand root = new RootCommand();
        var commandLine = new CommandLine(root)
                .registerConverter(Integer.class, RootCommand::wholeNumber)
                .setExecutionStrategy(RootCommand::execute)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failures.report(failure, command, root.debug));
        // Not in the annotation: subcommands without a footer would inherit it.
        commandLine.getCommandSpec().usageMessage().footer("",
                "'smoothie COMMAND --help' explains a command. The main job:",
                "  smoothie route outputs.jsonl -o routes.jsonl");
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionSections::render);
        commandLine.getSubcommands().values().forEach(subcommand -> subcommand.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionSections::render));
        return commandLine;
    }

    /** The parser handles failures of commands, but not of printing their help. */
    private static int execute(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } catch (SmoothieException e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), e.getMessage(), e);
        }
    }

    /** In other words than the parser's, which speaks of ints. */
    private static Integer wholeNumber(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException _) {
            throw new TypeConversionException(
                    "'%s' is not a whole number of at most %d".formatted(text, Integer.MAX_VALUE));
        }
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

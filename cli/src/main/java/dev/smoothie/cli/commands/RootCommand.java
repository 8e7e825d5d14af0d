package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.printing.HarmlessWriter;
import dev.smoothie.cli.printing.Version;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.spi.SmoothieException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command {@code smoothie} itself, which has all other commands as subcommands. A subcommand is a class of its own
 * in the list at the end; it inherits {@code --help} and the other common options.
 */
@Command(name = "smoothie", description = "Chooses among language models without labels. From what several models answered to the same inputs it"
        + " estimates how good each of them is, and picks the best answer for every input.", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Version.class, abbreviateSynopsis = true, sortOptions = false, synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n", parameterListHeading = "%n", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:success", "1:failure", "2:wrong usage"})
public class RootCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", order = OptionSections.HELP, scope = ScopeType.INHERIT, description = "If the command fails, also print the stack trace.")
    private boolean debug;

    /** Makes the whole command line, ready to execute. Its streams can be set, to run it within a process. */
    public static CommandLine commandLine() {
        RootCommand root = new Whole();
        return configured(root, new Harmless(root));
    }

    /**
     * Makes as much of the command line as these arguments need: where they begin with a command that knows no other,
     * that command alone, because the parser takes 20 ms to read each from its annotations.
     */
    public static CommandLine commandLine(String[] args) {
        Object alone = switch (args.length == 0 ? "" : args[0]) {
            case "route" -> new RouteCommand();
            case "score" -> new ScoreCommand();
            case "evaluate" -> new EvaluateCommand();
            case "serve" -> new ServeCommand();
            case "compare" -> new CompareCommand();
            case "replay" -> new ReplayCommand();
            case "embed" -> new EmbedCommand();
            default -> null;
        };
        if (alone == null) {
            return commandLine();
        }
        var root = new RootCommand();
        return configured(root, new Harmless(root).addSubcommand(alone));
    }

    private static CommandLine configured(RootCommand root, CommandLine commandLine) {
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .registerConverter(Integer.class, RootCommand::wholeNumber)
                .setExecutionStrategy(RootCommand::execute)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failures.report(failure, command, root.debug));
        // Not in the annotation, because subcommands without a footer would inherit it.
        commandLine.getCommandSpec().usageMessage().footer("",
                "'smoothie COMMAND --help' explains a command, and 'smoothie help' lists the guides. Start with:",
                "  smoothie route outputs.jsonl -o routes.jsonl");
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionSections::render);
        commandLine.getSubcommands().values().forEach(subcommand -> subcommand.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionSections::render));
        return commandLine;
    }

    /**
     * Runs what was parsed. The parser handles failures of commands, but not failures of printing their help, and no
     * errors, such as that there is no memory left; these are passed on here.
     */
    private static int execute(ParseResult parsed) {
        try {
            for (CommandLine command : parsed.asCommandLineList()) {
                if (command.isUsageHelpRequested()) {
                    HelpCommand.print(command, command.getOut());
                    return ExitCode.OK;
                }
            }
            return new RunLast().execute(parsed);
        } catch (SmoothieException | CoreException | Error e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), e.getMessage(), e);
        }
    }

    /** Reads a whole number. The parser's own message would speak of ints. */
    private static Integer wholeNumber(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException _) {
            throw new TypeConversionException(
                    "'%s' is not a whole number of at most %d".formatted(text, Integer.MAX_VALUE));
        }
    }

    /** Called without a subcommand, which is wrong usage. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing; name one, such as route");
    }

    /** Makes harmless what is printed, wherever that goes: no command can leave it out. */
    private static final class Harmless extends CommandLine {
        Harmless(RootCommand root) {
            super(root);
        }

        @Override
        public CommandLine setOut(PrintWriter out) {
            return super.setOut(HarmlessWriter.on(out));
        }

        @Override
        public CommandLine setErr(PrintWriter err) {
            return super.setErr(HarmlessWriter.on(err));
        }
    }

    /** The command with all subcommands. */
    @Command(subcommands = {RouteCommand.class, ScoreCommand.class, EvaluateCommand.class, CompareCommand.class,
            ReplayCommand.class, GenerateCommand.class, FitCommand.class, ServeCommand.class, EmbedCommand.class,
            InspectCommand.class, ConvertCommand.class,
            SimulateCommand.class, CacheCommand.class, PluginsCommand.class, DoctorCommand.class,
            CompletionCommand.class, HelpCommand.class})
    private static final class Whole extends RootCommand {}
}

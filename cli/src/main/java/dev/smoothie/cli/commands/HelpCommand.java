package dev.smoothie.cli.commands;

import dev.smoothie.cli.printing.Guide;
import dev.smoothie.cli.printing.HarmlessWriter;
import dev.smoothie.cli.printing.Pager;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smoothie help}: lists the guides, prints a guide, or prints the help of a command. */
@Command(name = "help", description = "List the guides, print a guide, or print the help of a command.", footer = {"",
        "On a terminal a guide is shown page by page, with the program that the variable PAGER names, or with less.",
        "", "Examples:",
        "  smoothie help data", "  smoothie help route"})
final class HelpCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", arity = "0..1", description = "The name of a guide or of a command. Default: list the guides.")
    private String topic;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (topic == null) {
            list(out);
            return;
        }
        Optional<Guide> guide = Guide.of(topic);
        if (guide.isPresent()) {
            Pager.show(guide.get().lines(), out);
        } else {
            print(command(), out);
        }
    }

    /** Prints the help of a command, in the parser's colours if there is a terminal. */
    static void print(CommandLine command, PrintWriter out) {
        HarmlessWriter.own(out, command.getUsageMessage(command.getColorScheme()));
        out.flush();
    }

    private CommandLine command() {
        CommandLine command = spec.root().commandLine().getSubcommands().get(topic);
        if (command == null) {
            throw new ParameterException(spec.commandLine(),
                    "there is no guide and no command '%s'; the guides are %s, and 'smoothie --help' lists the commands"
                            .formatted(topic, Arrays
                                    .stream(Guide.values()).map(Guide::topic).collect(Collectors.joining(", "))));
        }
        return command;
    }

    private static void list(PrintWriter out) {
        out.println("Guides, and what they are for:");
        for (Guide guide : Guide.values()) {
            out.println("  %-13s to %s".formatted(guide.topic(), guide.purpose()));
        }
        out.println();
        out.println("'smoothie help TOPIC' prints a guide; 'smoothie help COMMAND' prints the help of a command.");
        out.flush();
    }
}

package dev.smoothie.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script that teaches a shell to complete our commands and options. */
@Command(name = "completion", description = "Print a completion script for bash and zsh.", footer = {"",
        "To have it in this shell: source <(smoothie completion)"})
final class Completion implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine root = spec.root().commandLine();
        CommandLine command = spec.commandLine();
        command.getOut().print(AutoComplete.bash(root.getCommandName(), root));
        command.getOut().print('\n');
        command.getOut().flush();
    }
}

package dev.smoothie.cli.commands;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smoothie completion}: prints a script by which bash and zsh complete the program's commands and options. */
@Command(name = "completion", description = "Print a script that lets bash and zsh complete commands and options.", footer = {
        "",
        "To use it in the shell that you are in: source <(smoothie completion)"})
final class CompletionCommand implements Runnable {

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

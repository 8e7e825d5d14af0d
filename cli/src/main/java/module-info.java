/** The {@code smoothie} command: parses a command line, calls one use case of the pipeline, and prints the result. */
module dev.smoothie.cli {
    requires dev.smoothie.gateway;
    requires dev.smoothie.pipeline;
    requires info.picocli;
    requires me.tongfei.progressbar;

    // For the class outside of all modules that starts it.
    exports dev.smoothie.cli;

    opens dev.smoothie.cli.commands to info.picocli;
    opens dev.smoothie.cli.options to info.picocli;
    opens dev.smoothie.cli.printing to info.picocli;
}

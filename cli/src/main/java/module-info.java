/** The {@code smoothie} command. */
module dev.smoothie.cli {
    requires dev.smoothie.engine;
    requires info.picocli;

    opens dev.smoothie.cli to info.picocli;
}

/** The {@code smoothie} command. */
module dev.smoothie.cli {
    requires dev.smoothie.engine;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires tools.jackson.core;

    opens dev.smoothie.cli to info.picocli;
}

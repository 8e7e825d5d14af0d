package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where plugins are looked for. */
final class PluginDirs {

    @Option(order = OptionSections.PLUGINS, names = "--plugin-dir", paramLabel = "DIR", description = "Load plugins from here too: DIR/*.jar is one"
            + " plugin, DIR/NAME/*.jar are several. Can be given several times.")
    private List<Path> named = List.of();

    /** The directory of the bundled plugins, where the launcher says that there is one, and those that were named. */
    List<Path> roots() {
        var roots = new ArrayList<Path>();
        String home = System.getProperty("smoothie.home");
        if (home != null) {
            roots.add(Path.of(home, "plugins"));
        }
        roots.addAll(named);
        return roots;
    }
}

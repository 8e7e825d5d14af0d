package dev.smoothie.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that names directories of plugins. */
public final class PluginDirs {

    @Option(order = OptionSections.PLUGINS, names = "--plugin-dir", paramLabel = "DIR", description = "Also load the plugins in"
            + " this folder: DIR/*.jar is one, and so is each DIR/NAME/*.jar. Can be given several times. Default: only"
            + " those that are bundled.")
    private List<Path> named = List.of();

    /**
     * The directory of the bundled plugins, if the launcher says that there is one, and the directories that were
     * named.
     */
    public List<Path> roots() {
        var roots = new ArrayList<Path>();
        String home = System.getProperty("smoothie.home");
        if (home != null) {
            roots.add(Path.of(home, "plugins"));
        }
        roots.addAll(named);
        return roots;
    }
}

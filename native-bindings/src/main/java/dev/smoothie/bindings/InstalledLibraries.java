package dev.smoothie.bindings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Knows where a release keeps native libraries as files of their own. They lie there ready to be loaded, so that a
 * release needs no folder that can be written or from which programs may run. The launcher says where by the system
 * property {@value #PROPERTY}; a build and a library on its own have none, and unpack what is in their jars.
 */
public final class InstalledLibraries {
    /** The system property that names the folder. */
    public static final String PROPERTY = "smoothie.native";

    private InstalledLibraries() {}

    /** The folder of this process, if there is one. */
    public static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).filter(name -> !name.isEmpty()).map(Path::of);
    }
}

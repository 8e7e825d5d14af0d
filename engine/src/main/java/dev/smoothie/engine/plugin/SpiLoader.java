package dev.smoothie.engine.plugin;

import dev.smoothie.spi.Plugin;

/** What every plugin sees beyond its own jars: the JDK, and of ours the package {@code dev.smoothie.spi} alone. */
final class SpiLoader extends ClassLoader {
    private static final ClassLoader JDK = ClassLoader.getPlatformClassLoader();
    private static final String SPI = Plugin.class.getPackageName() + ".";

    static {
        registerAsParallelCapable();
    }

    SpiLoader() {
        super("smoothie-spi", JDK);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(SPI) && name.indexOf('.', SPI.length()) < 0) {
            return Plugin.class.getClassLoader().loadClass(name);
        }
        Class<?> found = JDK.loadClass(name);
        // The platform loader also finds the packages of named modules of the application: on the module path that is
        // the engine and all its libraries, which a plugin must neither see nor have its own copies replaced by.
        ClassLoader loader = found.getClassLoader();
        if (loader != null && !loader.equals(JDK)) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }
}

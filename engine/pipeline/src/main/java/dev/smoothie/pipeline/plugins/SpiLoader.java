package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Plugin;

/**
 * The parent class loader of every plugin: beyond its own jars a plugin sees only the JDK and the package
 * {@code dev.smoothie.spi}.
 */
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
        // The platform loader also finds the packages of the application's named modules. On the module path these are
        // the modules of Smoothie and all their libraries, which a plugin must not see: they would replace its own
        // copies.
        ClassLoader loader = found.getClassLoader();
        if (loader != null && !loader.equals(JDK)) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }
}

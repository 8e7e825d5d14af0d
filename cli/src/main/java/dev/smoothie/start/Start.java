package dev.smoothie.start;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Starts the command with the JDK's own packages open to it that load the Vector API late. It is in a jar of its own,
 * outside of all modules: the manifest of a jar that {@code java -jar} runs can ask for such packages
 * ({@code Add-Exports}), and Java then uses its archive of resolved modules and makes an ahead-of-time cache. With
 * {@code --add-exports} on the command line it does neither.
 */
public final class Start {

    private Start() {}

    /** Runs {@code dev.smoothie.cli.Main}. */
    public static void main(String[] args) throws Throwable {
        Module base = Object.class.getModule();
        Module core = module("dev.smoothie.core");
        Method addExports = Class.forName("jdk.internal.module.Modules").getMethod("addExports", Module.class,
                String.class, Module.class);
        addExports.invoke(null, base, "jdk.internal.module", core);
        addExports.invoke(null, base, "jdk.internal.vm.vector", core);
        try {
            Class.forName(module("dev.smoothie.cli"), "dev.smoothie.cli.Main").getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause(); // so that what Main failed with is told as if Main had been started by itself
        }
    }

    private static Module module(String name) {
        return ModuleLayer.boot().findModule(name).orElseThrow();
    }
}

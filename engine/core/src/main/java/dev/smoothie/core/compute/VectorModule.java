package dev.smoothie.core.compute;

import dev.smoothie.bindings.Availability;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;

/**
 * Loads the module of the Vector API when it is first asked for. Code that names a type of {@code jdk.incubator.vector}
 * may run only after {@link #load()} has said that the module is present.
 *
 * <p>
 * Java resolves an incubator module at start only if told to. Then it prints a warning on standard error that nothing
 * silences, and cannot use its archive of resolved modules: our first line runs after 115 ms instead of 45. So our
 * module asks for it statically, and where it was not given with {@code --add-modules} the JDK is asked to load it the
 * way it does for its own tools. That is internal to the JDK, and needs {@code --add-exports
 * java.base/jdk.internal.module=dev.smoothie.core}. A kernel measured both ways is as fast.
 */
public final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    private VectorModule() {}

    /**
     * Whether {@link #load()} would load the module, and the compiler can be asked about vectors without it: the module
     * is in this Java, which lets us use both its loader and its support of vectors. Loads nothing.
     */
    static boolean isThere() {
        Module base = Object.class.getModule();
        Module ours = VectorModule.class.getModule();
        return base.isExported("jdk.internal.module", ours) && base.isExported("jdk.internal.vm.vector", ours)
                && ModuleLayer.boot().findModule(NAME).isEmpty()
                && ModuleFinder.ofSystem().find(NAME).isPresent();
    }

    private static final class Holder {
        private static final Availability<Module> MODULE = find();
    }

    /** The module, which ours reads from then on, or the reason why there is none. Any number of threads may call. */
    public static Availability<Module> load() {
        return Holder.MODULE;
    }

    private static Availability<Module> find() {
        Availability<Module> found = ModuleLayer.boot().findModule(NAME)
                .<Availability<Module>>map(Availability.Present::new).orElseGet(VectorModule::loadByJdk);
        found.toOptional().ifPresent(VectorModule.class.getModule()::addReads);
        return found;
    }

    private static Availability<Module> loadByJdk() {
        try {
            return new Availability.Present<>((Module) Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class).invoke(null, NAME));
        } catch (InvocationTargetException e) {
            return absent(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            return absent(e);
        }
    }

    private static Availability<Module> absent(Throwable reason) {
        return new Availability.Absent<>("the module %s is not loaded: %s".formatted(NAME, reason),
                "start Java with --add-modules " + NAME);
    }
}

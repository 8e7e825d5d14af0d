package dev.smoothie.cli.commands;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handles SIGHUP, by which operators ask servers to read their files again. Java has no supported way to it, so it is
 * looked for; where it is missing a changed file is noticed all the same.
 */
final class Hangup {
    private Hangup() {}

    /** Runs {@code job} at each SIGHUP, which would end the program otherwise. */
    static void handle(Runnable job) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (_, method, _) -> {
                if (method.getName().equals("handle")) {
                    job.run();
                }
                return null;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler}, run);
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(
                    "HUP"), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException _) {
            // There is no such signal here.
        }
    }
}

package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.SmoothieException;
import java.util.ServiceConfigurationError;

/** Turns an exception from a plugin's code into one line that says why the plugin failed. */
final class FailureReason {

    private FailureReason() {}

    static String of(Throwable failure) {
        return switch (failure) {
            case NoClassDefFoundError e when e.getCause() instanceof ExceptionInInitializerError cause -> of(cause);
            case NoClassDefFoundError e -> missing(e.getMessage());
            case ClassNotFoundException e -> missing(e.getMessage());
            case SmoothieException e -> e.getMessage();
            case ExceptionInInitializerError e when e.getCause() != null ->
                "a static initialiser failed: " + of(e.getCause());
            case ServiceConfigurationError e when e.getCause() != null ->
                subject(e.getMessage()) + ": " + of(e.getCause());
            case ServiceConfigurationError e -> subject(e.getMessage());
            default -> failure.toString();
        };
    }

    private static String missing(String name) {
        return "class %s is neither in the plugin's jars nor in the JDK nor in dev.smoothie.spi".formatted(
                String.valueOf(name).replace('/', '.'));
    }

    /** The message of a service loader without the name of the service, with which all of them begin. */
    private static String subject(String message) {
        String service = Plugin.class.getName() + ": ";
        return message.startsWith(service) ? message.substring(service.length()) : message;
    }
}

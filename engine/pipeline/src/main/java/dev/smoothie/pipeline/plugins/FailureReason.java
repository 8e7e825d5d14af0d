package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.SmoothieException;
import java.io.UncheckedIOException;
import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns an exception from a plugin's code into one line that says why the plugin failed. */
final class FailureReason {

    /** What stands for null in the place of an answer. */
    static final String ANSWERED_NULL = "it answered null";
    private static final Pattern CLASS_FILE = Pattern
            .compile("(\\S+) has been compiled .*version (\\d+)\\.\\d+\\), this");
    /** Java 1.1 had class files of version 45. */
    private static final int BEFORE_JAVA_1 = 44;

    private FailureReason() {}

    static String of(Throwable failure) {
        return switch (failure) {
            case NoClassDefFoundError e when e.getCause() instanceof ExceptionInInitializerError cause -> of(cause);
            case NoClassDefFoundError e -> missing(e.getMessage());
            case ClassNotFoundException e -> missing(e.getMessage());
            case UnsupportedClassVersionError e -> newer(e.getMessage());
            case SmoothieException e when e.getMessage() != null && !e.getMessage().isBlank() -> e.getMessage();
            case TimedCall.TooLongException e -> e.getMessage();
            case OutOfMemoryError e -> "it ran out of memory (%s)".formatted(e.getMessage());
            case StackOverflowError _ -> "it calls itself without end, or too deep for the stack (StackOverflowError)";
            case AbstractMethodError e -> otherVersion(e);
            case IncompatibleClassChangeError e -> otherVersion(e);
            case NullPointerException e when ANSWERED_NULL.equals(e.getMessage()) -> e.getMessage();
            case ExceptionInInitializerError e when e.getCause() != null ->
                "a static initialiser failed: " + of(e.getCause());
            case ServiceConfigurationError e when e.getCause() != null ->
                subject(e.getMessage()) + ": " + of(e.getCause());
            case ServiceConfigurationError e -> subject(e.getMessage());
            case UncheckedIOException e -> of(e.getCause());
            default -> oneLine(failure.toString());
        };
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static String otherVersion(LinkageError failure) {
        return "it was compiled against another version of dev.smoothie.spi or of a library: " + failure.getMessage();
    }

    /** As Java says it: {@code p/Main has been compiled by … (class file version 70.0), this version … up to 69.0}. */
    private static String newer(String message) {
        Matcher versions = CLASS_FILE.matcher(String.valueOf(message));
        return versions.find()
                ? "class %s was compiled for Java %d, and this is Java %d: run Smoothie with a newer Java, or have the plugin compiled for this one"
                        .formatted(versions.group(1).replace('/', '.'),
                                Integer.parseInt(versions.group(2)) - BEFORE_JAVA_1,
                                Runtime.version().feature())
                : String.valueOf(message);
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

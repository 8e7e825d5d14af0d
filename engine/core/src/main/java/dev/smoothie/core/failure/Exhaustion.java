package dev.smoothie.core.failure;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what ran out when Java throws {@link OutOfMemoryError} or {@link StackOverflowError}, and which option helps. */
public final class Exhaustion {
    private static final int CAUSES = 32;
    private static final long GIGABYTE = 1L << 30;
    private static final long MEGABYTE = 1L << 20;

    private Exhaustion() {}

    /** Sentences about what ran out, if that is what {@code failure} or one of its causes says. */
    public static Optional<String> of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(CAUSES)
                .flatMap(cause -> told(cause).stream()).findFirst();
    }

    private static Optional<String> told(Throwable failure) {
        return switch (failure) {
            case OutOfMemoryError e -> Optional.of(memory(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)));
            case StackOverflowError _ -> Optional.of(
                    "something is nested too deep for the stack; give it more with SMOOTHIE_JAVA_OPTS=-Xss64m");
            default -> Optional.empty();
        };
    }

    private static String memory(String message) {
        if (message.contains("thread")) {
            return "the system gives this program no more threads; end other programs, or raise the limit (ulimit -u)";
        }
        if (message.contains("array size") || message.contains("length")) {
            return "one text or table is larger than Java can hold (2 GB); give it in smaller parts";
        }
        if (message.contains("metaspace") || message.contains("class space")) {
            return "Java's memory for classes ran out; set SMOOTHIE_JAVA_OPTS=-XX:MaxMetaspaceSize=1g";
        }
        if (message.contains("reserve") || message.contains("allocate") || message.contains("native")) {
            return "the memory of this machine, or what is left of it for this program, ran out (%s); end other programs, or give fewer samples or generators at once"
                    .formatted(message);
        }
        long heap = Runtime.getRuntime().maxMemory();
        return "Java's heap of %s is too small; give it more with SMOOTHIE_JAVA_OPTS=-Xmx%dg, or give less at once: shorter lines, fewer generators or samples"
                .formatted(heap < GIGABYTE
                        ? "%d MB".formatted(Math.ceilDiv(heap, MEGABYTE))
                        : String.format(Locale.ROOT, "%.1f GB", (double) heap / GIGABYTE),
                        Math.max(1, Math.ceilDiv(4 * heap, GIGABYTE)));
    }
}

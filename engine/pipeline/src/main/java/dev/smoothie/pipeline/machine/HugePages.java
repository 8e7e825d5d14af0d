package dev.smoothie.pipeline.machine;

import dev.smoothie.pipeline.kept.ByteSize;
import dev.smoothie.pipeline.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says whether Linux gives this process huge pages. Nothing needs them.
 *
 * @param mode
 *            the file {@code enabled} of transparent huge pages; the mode that holds is in brackets
 * @param rollup
 *            the sums of the process's memory, with a line {@code AnonHugePages}
 */
record HugePages(Path mode, Path rollup) {
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");
    private static final Pattern USED = Pattern.compile("(?m)^AnonHugePages:\\s+(\\d+) kB$");

    static HugePages ofSystem() {
        return new HugePages(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"),
                Path.of("/proc/self/smaps_rollup"));
    }

    Finding finding() {
        String text;
        try {
            text = Files.readString(mode);
        } catch (IOException _) {
            return finding(false, "this system does not say whether it has them; nothing needs them");
        }
        Matcher chosen = CHOSEN.matcher(text);
        String state = chosen.find() ? chosen.group(1) : "unknown";
        return switch (state) {
            case "always" -> finding(true, "transparent huge pages are on; " + used());
            case "madvise" -> finding(false,
                    "the system gives them to programs that ask; SMOOTHIE_JAVA_OPTS=-XX:+UseTransparentHugePages asks for the heap; %s; nothing needs them"
                            .formatted(used()));
            default -> finding(false, "transparent huge pages are off (%s); nothing needs them".formatted(state));
        };
    }

    private String used() {
        try {
            Matcher used = USED.matcher(Files.readString(rollup));
            if (used.find()) {
                return "this process has %s in them now".formatted(ByteSize.of(Long.parseLong(used.group(1)) << 10));
            }
        } catch (IOException _) {
            // Said below.
        }
        return "how much of this process is in them is not known";
    }

    private static Finding finding(boolean there, String detail) {
        return new Finding("memory", "huge pages", there, detail);
    }
}

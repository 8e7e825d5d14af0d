package dev.smoothie.pipeline.kept;

import dev.smoothie.spi.SmoothieException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 500MB}, {@code 4GB}, in powers of 1000. */
public final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)\\s*([kmgt]?)b?");
    private static final String UNITS = "kmgt";

    private ByteSize() {}

    /**
     * Reads a size; a number alone is bytes.
     *
     * @param subject
     *            what it is, for the message
     * @throws SmoothieException
     *             if it is none
     */
    static long parse(String subject, String text) {
        Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new SmoothieException(
                    "%s is '%s', which is no size; give one such as 500MB or 10GB".formatted(subject, text));
        }
        int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        return Math.round(Double.parseDouble(size.group(1)) * Math.pow(1000, power));
    }

    /** A size for people, with a digit after the point from a kilobyte on. */
    public static String of(long bytes) {
        int power = 0;
        double value = bytes;
        while (value >= 999.95 && power < UNITS.length()) {
            value /= 1000;
            power++;
        }
        return power == 0
                ? "%d bytes".formatted(bytes)
                : String.format(Locale.ROOT, "%.1f %cB", value, UNITS.toUpperCase(Locale.ROOT).charAt(power - 1))
                        .replace("KB", "kB");
    }
}

package dev.smoothie.bindings.cuda;

import java.util.List;
import java.util.Locale;

/** Writes sizes of memory for people to read. */
final class Bytes {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private Bytes() {}

    /** {@code 141.0 GiB}; whole bytes below a KiB. */
    static String describe(long bytes) {
        int unit = Math.min(UNITS.size() - 1, (63 - Long.numberOfLeadingZeros(Math.max(1, bytes))) / 10);
        return unit == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, "%.1f %s", bytes / (double) (1L << (10 * unit)), UNITS.get(unit));
    }
}

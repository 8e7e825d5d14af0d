package dev.smoothie.core.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints figures by name as they come, and keeps them for JSON. */
public final class GpuReport {
    private final Map<String, String> values = new LinkedHashMap<>();

    /** A figure. */
    public void number(String name, double value, String unit) {
        put(name, String.format(Locale.ROOT, "%.6g", value), "%,.4g %s".formatted(value, unit));
    }

    /** A fact in words. */
    public void text(String name, String value) {
        put(name, quote(value), value);
    }

    private void put(String name, String json, String shown) {
        values.put(name, json);
        System.out.printf("  %-52s %s%n", name, shown);
        System.out.flush();
    }

    /** All of them. */
    public String json() {
        return values.entrySet().stream().map(entry -> "  %s: %s".formatted(quote(entry.getKey()), entry.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}

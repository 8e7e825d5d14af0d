package dev.smoothie.pipeline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prints how good every method is on sets with truth: the share of the way from a random choice to the oracle that always
 * takes the best output, in per cent. The program is run as a user runs it, {@code cli/bin/smoothie evaluate SET --view
 * VIEW --embedder EMBEDDER --json}. The last row is the rank correlation of the ranking by errors with the truth.
 */
public final class AllMethodsTable {
    private static final Path PROGRAM = Path.of("../../cli/bin/smoothie").toAbsolutePath().normalize();
    private static final Pattern SCORE = Pattern
            .compile("\\{\"method\":\"([^\"]*)\",\"kind\":\"[^\"]*\",\"score\":([-+.0-9E]+)");
    private static final Pattern SPEARMAN = Pattern.compile("\"spearman\":([-+.0-9E]+)");
    private static final String RANDOM = "random (expected)";
    private static final String ORACLE = "per-sample oracle";

    private AllMethodsTable() {}

    /**
     * Prints the table in Markdown.
     *
     * @param args
     *            for each column {@code NAME=SET.jsonl,VIEW,EMBEDDER}
     */
    public static void main(String[] args) {
        Map<String, Map<String, Double>> columns = new LinkedHashMap<>();
        for (String arg : args) {
            String[] nameAndSet = arg.split("=", 2);
            String[] set = nameAndSet[1].split(",", 3);
            columns.put("%s, `%s`".formatted(nameAndSet[0], set[1]), shares(set[0], set[1], set[2]));
        }
        print(columns);
    }

    private static Map<String, Double> shares(String file, String view, String embedder) {
        String found = evaluate(file, view, embedder);
        Map<String, Double> scores = new LinkedHashMap<>();
        SCORE.matcher(found).results()
                .forEach(match -> scores.put(match.group(1), Double.parseDouble(match.group(2))));
        double random = scores.remove(RANDOM);
        double spread = scores.remove(ORACLE) - random;
        Map<String, Double> shares = new LinkedHashMap<>();
        scores.forEach((method, score) -> shares.put(method, 100 * (score - random) / spread));
        Matcher ranking = SPEARMAN.matcher(found);
        if (ranking.find()) {
            shares.put("Spearman, ×100", 100 * Double.parseDouble(ranking.group(1)));
        }
        return shares;
    }

    private static void print(Map<String, Map<String, Double>> columns) {
        System.out.println("| | " + String.join(" | ", columns.keySet()) + " |");
        System.out.println("|" + " --- |".repeat(columns.size() + 1));
        Set<String> rows = new LinkedHashSet<>();
        columns.values().forEach(column -> rows.addAll(column.keySet()));
        for (String row : rows) {
            System.out.println("| %s | ".formatted(row) + columns.values().stream()
                    .map(column -> column.containsKey(row)
                            ? String.format(Locale.ROOT, "%.1f", column.get(row))
                            : "-")
                    .collect(Collectors.joining(" | ")) + " |");
        }
    }

    private static String evaluate(String file, String view, String embedder) {
        try {
            Process process = new ProcessBuilder(PROGRAM.toString(), "evaluate", file, "--view", view, "--embedder",
                    embedder, "--json").redirectError(Redirect.INHERIT).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("smoothie evaluate failed on " + file);
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

package dev.smoothie.plugin.onnx;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Tokens a second of the static embedder on one thread: in a fresh process and when it is warm, and what of it
 * tokenising and adding up take. Arguments: JSON Lines with generations; without any, the paragraphs of the guides. The
 * rows of the table are drawn at random, which does not matter to the rate.
 */
final class StaticRates {

    private static final int WARM_ROUNDS = 12;

    /** Where other work takes the processor away, the time that the thread had it says more than the clock. */
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private StaticRates() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].endsWith(".table")) {
            measure(Path.of(arguments[0]), List.of(arguments).subList(1, arguments.length));
            return;
        }
        Path folder = Files.createTempDirectory("rates");
        Path table = folder.resolve("drawn.table");
        new StaticModelFile(table).get(() -> StaticModels.drawn(Distillation.DIMENSION), System.err::println);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseParallelGC", "-cp", System.getProperty("java.class.path"), StaticRates.class.getName(),
                table.toString()));
        command.addAll(List.of(arguments));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        System.exit(code);
    }

    private static void measure(Path table, List<String> files) throws IOException {
        List<List<String>> batches = batches(files);
        long start = System.nanoTime();
        long startOfThread = THREAD.getCurrentThreadCpuTime();
        StaticModel model = new StaticModelFile(table).get(() -> {
            throw new IllegalStateException("there is no table");
        }, System.err::println);
        StaticEmbedder embedder = new StaticEmbedder("drawn", model, 1);
        print("reading the table, cold", "%8.1f ms; %.1f ms of the thread".formatted((System.nanoTime() - start) / 1e6,
                (THREAD.getCurrentThreadCpuTime() - startOfThread) / 1e6));
        rate("the first batch of 64 texts, cold", batches.subList(0, 1), 1, batch -> embedder.embed(batch).tokens());
        rate("all texts once, cold", batches, 1, batch -> embedder.embed(batch).tokens());
        rate("warm", batches, WARM_ROUNDS, batch -> embedder.embed(batch).tokens());

        TokenIds ids = new TokenIds(1);
        WordPieceRun run = WordPieceRun.withoutLibrary(model.tokenizer(), ids);
        rate("warm, tokenising alone", batches, WARM_ROUNDS, batch -> {
            long tokens = 0;
            for (String text : batch) {
                ids.end(0);
                run.append(text);
                tokens += ids.count();
            }
            return tokens;
        });
        List<int[]> tokenised = new ArrayList<>();
        batches.stream().flatMap(List::stream).forEach(text -> {
            ids.end(0);
            run.append(text);
            tokenised.add(ids.toArray());
        });
        rate("warm, adding up alone", tokenised, WARM_ROUNDS, tokens -> {
            model.table().mean(tokens, tokens.length);
            return tokens.length;
        });
    }

    /** The best of some rounds, because other work on the machine only slows down. */
    private static <T> void rate(String what, List<T> work, int rounds, ToLongFunction<T> task) {
        double best = Double.POSITIVE_INFINITY;
        double bestOfThread = Double.POSITIVE_INFINITY;
        long tokens = 0;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            long startOfThread = THREAD.getCurrentThreadCpuTime();
            tokens = work.stream().mapToLong(task).sum();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
            bestOfThread = Math.min(bestOfThread, (THREAD.getCurrentThreadCpuTime() - startOfThread) / 1e9);
        }
        print(what, "%8.2f million tokens/s; by the thread's own time %.2f (%,d tokens, %.4f s)"
                .formatted(tokens / best / 1e6, tokens / bestOfThread / 1e6, tokens, best));
    }

    private static void print(String what, String rate) {
        System.out.printf(Locale.ROOT, "%-36s%s%n", what, rate);
    }

    private static List<List<String>> batches(List<String> files) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String file : files) {
            for (String line : Files.readAllLines(Path.of(file))) {
                for (Map.Entry<String, JsonElement> output : JsonParser.parseString(line).getAsJsonObject()
                        .getAsJsonObject("generations").entrySet()) {
                    if (output.getValue().isJsonPrimitive()) {
                        texts.add(output.getValue().getAsString());
                    }
                }
            }
        }
        if (files.isEmpty()) {
            try (Stream<Path> guides = Files.list(Path.of("../../cli/docs"))) {
                for (Path guide : guides.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
                    texts.addAll(List.of(Files.readString(guide).split("\n\n")));
                }
            }
        }
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += 64) {
            batches.add(texts.subList(from, Math.min(texts.size(), from + 64)));
        }
        return batches;
    }
}

package dev.smoothie.pipeline.bench;

import dev.smoothie.core.bench.Data;
import dev.smoothie.core.bench.Machine;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.index.ApproximateSearch;
import dev.smoothie.pipeline.index.IndexMaker;
import dev.smoothie.pipeline.index.IndexReport;
import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.spi.NeighborSearch;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures searching for the 20 nearest rows of every row by a plugin's index, beside exact search: on topics of low
 * dimension, as texts have them, and on topics that are balls of all dimensions, which is the hardest case. It measures
 * seconds of wall time, so the machine should do nothing else.
 */
public final class SearchTable {
    private static final int K = 20;
    private static final int D = 384;
    private static final int WARM_UP = 5000;

    private final Workers workers = Workers.all();
    private final Backend backend = Backends.choose("openblas").backend();
    private final NeighborSearch search;
    private final IndexMaker maker;
    private IndexReport report;

    private SearchTable(NeighborSearch search, IndexMaker maker) {
        this.search = search;
        this.maker = maker;
    }

    /**
     * Prints the table.
     *
     * @param args
     *            the directory of a plugin, {@code NAME[:OPTIONS]} of its search, and the numbers of rows
     */
    public static void main(String[] args) {
        String[] nameAndOptions = args[1].split(":", 2);
        try (Plugins plugins = Plugins.load(List.of(Path.of(args[0])),
                PluginSettings.ofUser(Workers.all().threads()))) {
            var offer = plugins.offer(Role.NEIGHBOR_SEARCH, nameAndOptions[0]);
            try (NeighborSearch search = offer.open(
                    nameAndOptions.length == 2 ? Optional.of(nameAndOptions[1]) : Optional.empty())) {
                var table = new SearchTable(search, new IndexMaker(nameAndOptions[0], "", ""));
                Machine.print(table.workers.threads());
                System.out.printf("%s beside exact search, %s; d=%d, k=%d%n", search.description(),
                        table.backend.name(), D, K);
                System.out.printf("  %-22s %9s %9s %9s %9s %9s %9s%n", "", "exact s", "build s", "query s",
                        "queries/s", "recall", "± s.e.");
                // Once without printing, to warm up the compiler.
                table.measure("", WARM_UP);
                Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).forEach(table::measure);
            }
        }
    }

    private void measure(int n) {
        measure("low dimension", n);
        measure("balls", n);
    }

    private void measure(String kind, int n) {
        try (Arena arena = Arena.ofShared();
                var approximate = new ApproximateSearch(search, maker, Optional.empty(), found -> report = found,
                        SearchTable::note)) {
            Embeddings rows = kind.equals("balls")
                    ? Data.topics(arena, n, D, workers)
                    : Data.flatTopics(arena, n, D, workers);
            double exact = seconds(() -> ExactSearch.among(arena, rows, K, backend, workers));
            // The first search builds the index and measures its recall; the second only asks it.
            double all = seconds(() -> approximate.among(arena, rows, K, backend, workers));
            double queries = seconds(() -> approximate.among(arena, rows, K, backend, workers));
            if (!kind.isEmpty()) {
                System.out.printf("  %-22s %9.2f %9.2f %9.2f %,9.0f %9.4f %9.4f%n", "%s, n=%d".formatted(kind, n),
                        exact, all - queries, queries, n / queries, report.recall().share(),
                        report.recall().standardError());
            }
        }
    }

    private static void note(String message) {
        System.out.println(message);
    }

    private static double seconds(Runnable task) {
        long start = System.nanoTime();
        task.run();
        return (System.nanoTime() - start) * 1e-9;
    }
}

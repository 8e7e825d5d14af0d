package dev.smoothie.core.bench;

import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.OpenBlas;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Prints a table of speeds on the machine at hand: row estimates (GB/s, beside a plain SIMD read of the same bytes),
 * inner products (GFLOP/s, beside OpenBLAS's sgemm), the exact 20-NN self-search and Smoothie-Local (seconds, beside
 * the peers that are installed), for each backend that works. All are measured in one process, on the same data for us
 * and for our peers; a time is the median of several rounds after one that warms up. Every answer is checked before its
 * time is printed.
 */
public final class Table {
    private static final int K = 20;
    private static final int D = 384;
    /** The scalar backend is measured on fewer rows: it would take minutes. */
    private static final int FEW = 2000;
    private static final int[][] SHAPES = {{8, 384}, {5, 768}, {16, 384}, {32, 384}, {100, 384}};

    private final Workers workers = Workers.all();
    private final List<Backend> backends = new ArrayList<>();

    private Table() {}

    /**
     * Prints the table.
     *
     * @param args
     *            {@code [n]}, the rows of the self-search, 20000 unless given
     */
    public static void main(String[] args) {
        int n = args.length == 0 ? 20_000 : Integer.parseInt(args[0]);
        var table = new Table();
        Machine.print(table.workers.threads());
        table.findBackends();
        table.estimates();
        table.products();
        try (Peers peers = Peers.open(table.workers.threads())) {
            table.search(n, peers);
            table.local(peers);
        }
    }

    private void findBackends() {
        Backends.all().forEach((name, found) -> {
            switch (found) {
                case Present<Backend>(Backend backend) -> {
                    System.out.printf("backend %s: %s%n", name, backend.description());
                    backends.add(backend);
                }
                case Absent<Backend>(String reason, _) -> System.out.printf("no backend %s: %s%n", name, reason);
            }
        });
    }

    private void estimates() {
        System.out.printf("%nRow estimates, %.1f GB, beside a plain SIMD read of the same bytes%n", gigabytes());
        System.out.printf("  %-24s %10s %10s %8s%n", "", "GB/s", "read GB/s", "ratio");
        Backend backend = Backends.choose("auto").backend();
        try (Arena arena = Arena.ofShared()) {
            Embeddings all = Data.uniform(arena, Data.FLOATS / D, D, workers);
            for (int[] shape : SHAPES) {
                estimates(new Embeddings(all.segment(), Data.FLOATS / shape[1], shape[1]), shape[0],
                        backend);
            }
        }
    }

    private void estimates(Embeddings vectors, int m, Backend backend) {
        Answers.requireEstimates(vectors.slice(0, 1000L * m), m, backend, workers);
        Generations generations = Generations.complete(vectors, m);
        double[] seconds = Rounds.medians(7, () -> PlainRead.sum(vectors, workers), () -> {
            try (Arena run = Arena.ofShared()) {
                RowEstimates.of(run, generations, backend, workers).y();
            }
        });
        System.out.printf("  %-24s %10.1f %10.1f %7.0f%%%n",
                "n=%d m=%d d=%d".formatted(generations.samples(), m, vectors.dimension()), gigabytes() / seconds[1],
                gigabytes() / seconds[0], 100 * seconds[0] / seconds[1]);
    }

    private static double gigabytes() {
        return Data.FLOATS * 4e-9;
    }

    private void products() {
        System.out.printf("%nInner products, GFLOP/s%n");
        System.out.printf("  %-34s %10s %10s %9s%n", "", "1 thread", workers.threads() + " threads", "of sgemm");
        System.out.printf("  %-34s %10.0f %10.0f%n", "multiply-adds alone", Products.peak(new Workers(1)),
                Products.peak(workers));
        for (int d : new int[]{D, 768}) {
            OptionalDouble sgemm = OptionalDouble.empty();
            if (OpenBlas.ofProcess() instanceof Present<OpenBlas>(OpenBlas blas)) {
                sgemm = OptionalDouble.of(Products.sgemm(blas, d, workers));
                System.out.printf("  %-34s %10.1f %10.1f%n", "sgemm 1024 x 1024, d=%d".formatted(d),
                        Products.sgemm(blas, d, new Workers(1)), sgemm.getAsDouble());
            }
            for (Backend backend : backends) {
                double all = Products.screening(backend, d, workers);
                System.out.printf("  %-34s %10.1f %10.1f %9s%n", "screening by %s, d=%d".formatted(backend.name(), d),
                        Products.screening(backend, d, new Workers(1)), all,
                        sgemm.isPresent() ? "%.0f%%".formatted(100 * all / sgemm.getAsDouble()) : "");
            }
        }
    }

    private void search(int n, Peers peers) {
        System.out.printf("%nExact %d-NN self-search, d=%d%n", K, D);
        System.out.printf("  %-24s %10s %24s%n", "", "s", "GFLOP/s (2n²d / time)");
        try (Arena arena = Arena.ofShared()) {
            Embeddings rows = Data.topics(arena, n, D, workers);
            Map<String, Double> times = new LinkedHashMap<>();
            for (Backend backend : backends) {
                boolean few = backend.name().equals("scalar") && n > FEW;
                Embeddings searched = few ? rows.slice(0, FEW) : rows;
                Neighbors[] found = new Neighbors[1];
                double seconds = Rounds.medians(few ? 1 : 3,
                        () -> found[0] = ExactSearch.among(arena, searched, K, backend, workers))[0];
                Answers.requireNearest(searched, found[0]);
                if (!few) {
                    times.put(backend.name(), seconds);
                }
                printSearch(backend.name(), (int) searched.rows(), seconds);
            }
            Neighbors found = ExactSearch.among(arena, rows, K, backends.getFirst(), workers);
            for (Peers.Answer answer : peers.search(rows, found)) {
                answer.print("s", 1);
                answer.seconds().ifPresent(seconds -> times.forEach((backend, time) -> System.out
                        .printf("    %s is %.2f times as fast%n", backend, seconds / time)));
            }
        }
    }

    private static void printSearch(String name, int n, double seconds) {
        System.out.printf("  %-24s %10.3f %24.1f%n", "%s, n=%d".formatted(name, n), seconds,
                2e-9 * n * n * D / seconds);
    }

    private void local(Peers peers) {
        System.out.printf("%nSmoothie-Local given embeddings, n=1000 m=5 d=768 k=%d%n", K);
        System.out.printf("  %-24s %10s%n", "", "ms");
        try (Arena arena = Arena.ofShared()) {
            Samples samples = Data.samples(arena, 1000, 5, 768, workers);
            Map<String, Double> times = new LinkedHashMap<>();
            int[] routes = route(backends.getFirst(), samples);
            for (Backend backend : backends) {
                Answers.require(Arrays.equals(routes, route(backend, samples)),
                        backend.name() + " routes otherwise than " + backends.getFirst().name());
                int rounds = backend.name().equals("scalar") ? 3 : 100;
                // Warm means that the compiler is done: a hundred rounds before those that count.
                Rounds.medians(rounds, () -> route(backend, samples));
                times.put(backend.name(), Rounds.medians(rounds, () -> route(backend, samples))[0]);
                System.out.printf("  %-24s %10.3f%n", backend.name(), times.get(backend.name()) * 1e3);
            }
            for (Peers.Answer answer : peers.local(samples, routes)) {
                answer.print("ms", 1e3);
                answer.seconds().ifPresent(seconds -> times.forEach((backend, time) -> System.out
                        .printf("    %s is %.0f times as fast%n", backend, seconds / time)));
            }
        }
    }

    private int[] route(Backend backend, Samples samples) {
        try (Arena run = Arena.ofShared()) {
            Routing routing = new Smoothie(backend, workers, Integer::toString).route(run, samples,
                    new Method.Local(K));
            return routing.routes();
        }
    }
}

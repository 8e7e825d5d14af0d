package dev.smoothie.core.bench;

import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.cards.CardSearchReport;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.cards.encoder.EncoderTrial;
import dev.smoothie.core.cards.encoder.EncoderTrial.Form;
import dev.smoothie.core.cards.search.CardMeasurements;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.CudaBackend;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The check on a GPU that {@code engine/core/bench/gpu/check.sh} runs: whether the backend {@code cuda} is right there,
 * and how fast. Every part says what it did; a wrong answer ends it with a failure. Sizes are named on the command
 * line, so that it can be tried at small ones on the double.
 */
public final class GpuCheck {
    private static final int K = 20;

    private final Workers workers = Workers.all();
    private final GpuReport report = new GpuReport();
    private final Cuda cuda;
    /** Operations a second, by precision and dimension. */
    private final Map<String, Double> productRates = new HashMap<>();

    private GpuCheck(Cuda cuda) {
        this.cuda = cuda;
    }

    /**
     * Runs the parts that are asked for.
     *
     * @param args
     *            {@code OUT.json PART...}; parts: {@code answers:N} (searches of N rows, estimates), {@code tiny} (the
     *            same, one of each kernel, for a memory checker), {@code ceilings:MIB:N} (copies of that size, tiles of
     *            N rows), {@code search:N:D} (in all precisions), {@code job:N:D:M}; of encoders of a hidden size H with
     *            heads of size S and L layers: {@code encoder-build:H:S} (what the compiler says),
     *            {@code encoder-answers:H:S:L:LONGEST:TEXTS} (texts of up to LONGEST tokens; further arguments are the
     *            forms), {@code encoder-rates:H:S:L:TEXTS} (all lengths and batches), {@code encoder-rate:H:S:L:TEXTS}
     *            (one), {@code encoder-batch:H:S:L:TOKENS}
     */
    public static void main(String[] args) throws IOException {
        switch (Cuda.ofProcess()) {
            case Absent<Cuda>(String reason, String remedy) -> {
                System.err.printf("no CUDA: %s; %s%n", reason, remedy);
                System.exit(1);
            }
            case Present<Cuda>(Cuda cuda) -> {
                var check = new GpuCheck(cuda);
                try {
                    check.run(args);
                } finally {
                    Files.writeString(Path.of(args[0]), check.report.json());
                }
            }
        }
    }

    private void run(String[] args) {
        Path folder = Path.of(args[0]).toAbsolutePath().resolveSibling("encoder");
        report.text("cuda", cuda.describe());
        report.text("card", cuda.devices().getFirst().describe());
        report.text("java", Runtime.version().toString());
        report.number("threads of the host", workers.threads(), "");
        for (int i = 1; i < args.length; i++) {
            String[] part = args[i].split(":", -1);
            System.out.println(args[i]);
            long start = System.nanoTime();
            switch (part[0]) {
                case "answers" -> GpuAnswers.check(this::backend, host(), workers, Integer.parseInt(part[1]), report);
                case "tiny" -> GpuAnswers.tiny(this::backend, host(), workers, report);
                case "ceilings" -> ceilings(Long.parseLong(part[1]) << 20, Integer.parseInt(part[2]));
                case "search" -> search(Integer.parseInt(part[1]), Integer.parseInt(part[2]));
                case "job" -> job(Integer.parseInt(part[1]), Integer.parseInt(part[2]), Integer.parseInt(part[3]));
                case String name when name.startsWith("encoder-") -> encoder(part, folder);
                default -> throw new IllegalArgumentException("no part " + args[i]);
            }
            report.number(args[i] + " took", (System.nanoTime() - start) * 1e-9, "s");
        }
    }

    private void encoder(String[] part, Path folder) {
        int[] sizes = Arrays.stream(part).skip(1).filter(word -> word.matches("\\d+")).mapToInt(Integer::parseInt)
                .toArray();
        List<Form> forms = Arrays.stream(part).skip(1L + sizes.length).map(Form::valueOf).toList();
        try (var trial = new EncoderTrial(cuda, workers)) {
            var rates = new GpuEncoderRates(trial, folder, report);
            switch (part[0]) {
                case "encoder-build" -> GpuEncoderBuild.check(trial, sizes[0], sizes[1],
                        forms.isEmpty() ? List.of(Form.values()) : forms, report);
                case "encoder-answers" -> new GpuEncoderAnswers(trial, workers, folder, report)
                        .check(new GpuEncoderAnswers.Sizes(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4],
                                forms.isEmpty() ? List.of(Form.values()) : forms));
                case "encoder-rates" -> rates.all(sizes[0], sizes[1], sizes[2], sizes[3]);
                case "encoder-rate" -> rates.one(sizes[0], sizes[1], sizes[2], sizes[3]);
                case "encoder-batch" -> rates.batch(sizes[0], sizes[1], sizes[2], sizes[3]);
                default -> throw new IllegalArgumentException("no part " + part[0]);
            }
        }
    }

    /** The best backend without a card. */
    private static Backend host() {
        return Backends.names().stream().filter(name -> !name.equals("cuda"))
                .flatMap(name -> Backends.all().get(name).toOptional().stream()).findFirst().orElseThrow();
    }

    /** The backend in one precision, or in whatever it chooses itself. */
    private CudaBackend backend(Optional<Precision> precision) {
        return new CudaBackend(cuda, host(), new CudaBackend.Settings(precision, UnaryOperator.identity(), true));
    }

    private void ceilings(long bytes, int n) {
        try (CardMeasurements card = new CardMeasurements(cuda, workers); Arena arena = Arena.ofShared()) {
            report.number("copy on the card, read + written", card.copyRate(bytes) * 1e-9, "GB/s");
            report.number("copy to the card, page-locked", card.hostRate(bytes / 4, true) * 1e-9, "GB/s");
            report.number("copy from the card, page-locked", card.hostRate(bytes / 4, false) * 1e-9, "GB/s");
            for (int d : new int[]{384, 768}) {
                Embeddings rows = Data.topics(arena, n, d, workers);
                for (Precision precision : Precision.values()) {
                    double rate = card.productRate(rows, precision);
                    report.number("products %s, tile %d, d=%d".formatted(precision.label(), n, d), rate * 1e-12,
                            "TFLOP/s (2n²d)");
                    productRates.put(precision.label() + d, rate);
                }
            }
            Embeddings few = Data.topics(arena, 200, 1000, workers);
            for (Precision precision : Precision.values()) {
                double share = card.errorShare(few, precision);
                report.number("largest error of products %s".formatted(precision.label()), share,
                        "of the bound");
                Answers.require(share <= 1, "products in %s miss their bound".formatted(precision.label()));
            }
        }
    }

    /** A search among itself in all precisions and in the one that it chooses, after one that warms up. */
    private void search(int n, int d) {
        try (Arena arena = Arena.ofShared()) {
            Embeddings rows = Data.topics(arena, n, d, workers);
            MemorySegment first = arena.allocate(4L * n * K, 64);
            MemorySegment found = arena.allocate(4L * n * K, 64);
            for (Precision precision : Precision.values()) {
                try (CudaBackend backend = backend(Optional.of(precision))) {
                    backend.search(rows, rows, true, K, workers, found);
                    searched(backend, rows, found);
                    if (precision == Precision.FP32) {
                        first.copyFrom(found);
                    }
                    Answers.require(first.mismatch(found) == -1, precision.label() + " finds others than fp32");
                }
            }
            try (CudaBackend backend = backend(Optional.empty())) {
                CardSearchReport chosen = searched(backend, rows, found);
                report.text("search n=%d d=%d chooses".formatted(n, d), chosen.precision().label());
                Answers.require(first.mismatch(found) == -1, "auto finds others than fp32");
            }
        }
    }

    private CardSearchReport searched(CudaBackend backend, Embeddings rows, MemorySegment found) {
        long start = System.nanoTime();
        CardSearchReport searched = backend.searchOnCards(rows, rows, true, K, workers, found, System.out::println);
        double seconds = (System.nanoTime() - start) * 1e-9;
        double n = rows.rows();
        String name = "search n=%d d=%d %s".formatted(rows.rows(), rows.dimension(), searched.precision().label());
        report.number(name, seconds, "s");
        report.number(name + ", the screen alone", searched.screenSeconds(), "s");
        report.number(name + ", certified at once", 100.0 * searched.certified() / searched.rows(), "% of rows");
        // Half of all pairs are multiplied: n²/2 inner products of d terms, n²·d operations.
        double rate = n * n * rows.dimension() / searched.screenSeconds();
        Optional.ofNullable(productRates.get(searched.precision().label() + rows.dimension())).ifPresent(
                ceiling -> report.number(name + ", share of the rate of products alone", 100 * rate / ceiling, "%"));
        return searched;
    }

    /** From embeddings in the host's memory to routes. */
    private void job(int n, int d, int m) {
        // As users have it: the backend decides what the card does.
        try (Arena arena = Arena.ofShared();
                CudaBackend backend = new CudaBackend(cuda, host(), CudaBackend.Settings.MEASURED)) {
            Embeddings inputs = Data.topics(arena, n, d, workers);
            Embeddings outputs = Data.uniform(arena, (long) n * m, d, workers);
            Samples samples = Samples.of(inputs, Generations.complete(outputs, m));
            // Once on a few: opens the card, loads the kernels.
            int few = Math.max(50, n / 1000);
            route(backend, Samples.of(inputs.slice(0, few), Generations.complete(outputs.slice(0, (long) few * m), m)));
            String name = "job n=%d d=%d m=%d k=%d".formatted(n, d, m, K);
            long start = System.nanoTime();
            List<String> decisions = route(backend, samples);
            report.number(name, (System.nanoTime() - start) * 1e-9, "s");
            decisions.forEach(decision -> System.out.println("    " + decision));
            searched(backend, inputs, arena.allocate(4L * n * K, 64));
        }
    }

    /** Returns what the backend decided. */
    private List<String> route(CudaBackend backend, Samples samples) {
        try (Arena run = Arena.ofShared()) {
            Routing routing = new Smoothie(backend, workers, Integer::toString).route(run, samples,
                    new Method.Local(K));
            Answers.require(routing.routes().length == samples.size(), "as many routes as samples");
            return routing.decisions();
        }
    }
}

package dev.smoothie.engine.compute;

import dev.smoothie.bindings.CacheDirectory;
import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.cuda.CudaException;
import dev.smoothie.bindings.cuda.DeviceInfo;
import dev.smoothie.bindings.cuda.DeviceOutOfMemoryException;
import dev.smoothie.engine.cuda.Cards;
import dev.smoothie.engine.cuda.EstimateJob;
import dev.smoothie.engine.cuda.EstimateRun;
import dev.smoothie.engine.cuda.Precision;
import dev.smoothie.engine.cuda.SearchJob;
import dev.smoothie.engine.cuda.SearchJob.Kind;
import dev.smoothie.engine.cuda.SearchPlan;
import dev.smoothie.engine.cuda.SearchReport;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.parallel.Workers;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Whole searches, row estimates and neighbourhood means on the CUDA cards of this machine; the rest is the next simpler
 * backend's. Unlike the others it takes whole jobs: a card gains nothing from blocks that fit a core's cache.
 */
public final class CudaBackend implements Backend, AutoCloseable {
    /** Means of fewer numbers are not worth the copies. */
    private static final long FEW_MEANS = 1L << 22;
    /** OpenBLAS multiplies this many in a third of a second on two cores; to open a card and load kernels takes its time too. */
    private static final double FEW_PRODUCTS = 5e10;

    private final Cuda cuda;
    private final Cards cards;
    private final Backend simpler;
    private final Settings settings;
    private final List<String> decisions = new CopyOnWriteArrayList<>();

    /**
     * What is decided beforehand; by itself the backend decides by what it measures.
     *
     * @param precision
     *            what searches screen in; empty for the fastest that certifies rows of a sample
     * @param adjust
     *            changes the plans of searches that suit the sizes
     * @param always
     *            whether estimates and means are computed on the card even where the host may be faster
     */
    public record Settings(Optional<Precision> precision, UnaryOperator<SearchPlan> adjust, boolean always) {
        /** Nothing is decided. */
        public static final Settings MEASURED = new Settings(Optional.empty(), UnaryOperator.identity(), false);

        public Settings {
            Objects.requireNonNull(precision, "precision");
            Objects.requireNonNull(adjust, "adjust");
        }
    }

    /** Samples {@code [from, to)} on the host. */
    public interface HostEstimates {
        /** Estimates them. */
        void run(int from, int to);
    }

    /** A backend on all cards of {@code cuda}. Nothing is opened before it is needed. */
    public CudaBackend(Cuda cuda, Backend simpler, Settings settings) {
        this(cuda, new Cards(cuda, CubinCache.below(CacheDirectory.ofUser())), simpler, settings);
    }

    private CudaBackend(Cuda cuda, Cards cards, Backend simpler, Settings settings) {
        this.cuda = cuda;
        this.cards = cards;
        this.simpler = simpler;
        this.settings = settings;
    }

    /** This one, on the same cards, with searches that screen in {@code precision}; only one of the two is to be closed. */
    public CudaBackend screeningIn(Precision precision) {
        return new CudaBackend(cuda, cards, simpler,
                new Settings(Optional.of(precision), settings.adjust(), settings.always()));
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public String description() {
        return "%s; %s; screening in %s; the rest: %s, %s".formatted(cuda.devices().stream()
                .map(DeviceInfo::describe).collect(Collectors.joining(", ")), cuda.describe(),
                settings.precision().map(Precision::label).orElse("whatever certifies fastest"), simpler.name(),
                simpler.description());
    }

    @Override
    public void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread) {
        simpler.spread(vectors, rows, count, weights, spread);
    }

    /** {@inheritDoc} For the searches that {@link #search} does not take. */
    @Override
    public Screen screen(int maxRows, int d) {
        return simpler.screen(maxRows, d);
    }

    /** What was decided while it worked, a line each, for the log. */
    @Override
    public List<String> decisions() {
        return List.copyOf(decisions);
    }

    /**
     * Finds exact neighbours on the cards.
     *
     * @param self
     *            whether the queries are the base
     * @param k
     *            at least 1, at most the rows of the base
     * @param result
     *            receives {@code [q, k]} ints
     * @return how it went; empty where it is not for a card, and nothing was done
     */
    public Optional<SearchReport> search(Embeddings queries, Embeddings base, boolean self, int k, Workers workers,
            MemorySegment result) {
        boolean few = !settings.always() && (double) queries.rows() * base.rows() * base.dimension() < FEW_PRODUCTS;
        if (few || !SearchJob.possible(k)) {
            decisions.add("neighbours: by %s, because %s".formatted(simpler.name(), few
                    ? "[%d, %d] by [%d, %d] is less work than to open a card".formatted(queries.rows(),
                            queries.dimension(), base.rows(), base.dimension())
                    : k + " are too many for a card"));
            return Optional.empty();
        }
        var job = new SearchJob(queries, base, self ? Kind.AMONG_ITSELF : Kind.OTHER_QUERIES, k,
                settings.precision(), settings.adjust());
        try {
            SearchReport report = cards.search(job, workers, result, decisions::add);
            decisions.add("neighbours: " + report.describe());
            return Optional.of(report);
        } catch (CudaException e) {
            throw unusable(e);
        }
    }

    /**
     * Row estimates of outputs that are on the host, on the cards or by {@code host}, whichever turns out faster on the first
     * of them. A sample that is not finite is left to {@code host}, which says so.
     *
     * @param y
     *            receives {@code [n, m]}
     */
    public void rowEstimates(Generations generations, Matrix y, Workers workers, HostEstimates host) {
        int n = generations.samples();
        var job = new EstimateJob(generations, y.segment());
        if (n == 0 || !job.possible() || (!settings.always() && n < 8L * job.samplesOfChunk())) {
            host.run(0, n);
            return;
        }
        try (EstimateRun run = cards.estimates(job, workers)) {
            if (settings.always()) {
                estimate(run, 0, n, host);
            } else {
                measured(run, generations, host);
            }
        } catch (DeviceOutOfMemoryException e) {
            decisions.add("row estimates: by %s, for want of memory on the card: %s".formatted(simpler.name(),
                    e.getMessage()));
            host.run(0, n);
        } catch (CudaException e) {
            throw unusable(e);
        }
    }

    /** One round to warm up, one of each to compare, the rest where it is faster. */
    private void measured(EstimateRun run, Generations generations, HostEstimates host) {
        int n = generations.samples();
        int round = Math.min(run.round(), n / 4);
        estimate(run, 0, round, host);
        long start = System.nanoTime();
        estimate(run, round, 2 * round, host);
        long middle = System.nanoTime();
        host.run(2 * round, 3 * round);
        double hostSeconds = (System.nanoTime() - middle) * 1e-9;
        double cardSeconds = (middle - start) * 1e-9;
        double gigabytes = round * 4e-9 * generations.repeats() * generations.generators()
                * generations.vectors().dimension();
        boolean onCard = cardSeconds < hostSeconds;
        decisions.add("row estimates: %s, because the card takes %.1f GB/s from the host's memory and %s %.1f GB/s"
                .formatted(onCard ? "on the card" : "by " + simpler.name(), gigabytes / cardSeconds, simpler.name(),
                        gigabytes / hostSeconds));
        if (onCard) {
            estimate(run, 3 * round, n, host);
        } else {
            host.run(3 * round, n);
        }
    }

    private static void estimate(EstimateRun run, int from, int to, HostEstimates host) {
        OptionalInt bad = run.run(from, to);
        bad.ifPresent(sample -> host.run(sample, sample + 1));
    }

    /**
     * Means of rows of y over neighbourhoods.
     *
     * @param neighbors
     *            {@code [q, known]} ints
     * @param k
     *            how many of them to average, the first
     * @param means
     *            receives {@code [q, m]}
     * @return whether it was done; few are left to the host
     */
    public boolean means(Matrix y, MemorySegment neighbors, int known, int k, Matrix means, Workers workers) {
        boolean worthIt = settings.always() || means.rows() * k * means.columns() >= FEW_MEANS;
        if (!worthIt || means.rows() == 0) {
            return false;
        }
        try {
            cards.means(y.segment(), y.columns(), neighbors, known, k, means.segment(), workers);
            return true;
        } catch (DeviceOutOfMemoryException e) {
            decisions.add("neighbourhood means: by the host, for want of memory on the card: " + e.getMessage());
            return false;
        } catch (CudaException e) {
            throw unusable(e);
        }
    }

    private SmoothieException unusable(CudaException e) {
        String remedy = e instanceof DeviceOutOfMemoryException
                ? ", and smaller tiles do not help; free memory on the card, or use --backend "
                : "; use --backend ";
        return new SmoothieException(e.getMessage() + remedy + simpler.name(), e);
    }

    /** Closes the cards. */
    @Override
    public void close() {
        cards.close();
    }
}

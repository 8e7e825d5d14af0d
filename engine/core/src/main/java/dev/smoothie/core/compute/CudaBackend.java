package dev.smoothie.core.compute;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.CacheDirectory;
import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.cuda.CudaException;
import dev.smoothie.bindings.cuda.DeviceInfo;
import dev.smoothie.bindings.cuda.DeviceOutOfMemoryException;
import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.CardSearchReport;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.cards.device.ResidentRows;
import dev.smoothie.core.cards.estimates.CardEstimateJob;
import dev.smoothie.core.cards.estimates.CardEstimateRun;
import dev.smoothie.core.cards.pool.CardPool;
import dev.smoothie.core.cards.search.CardSearchJob;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The backend that runs on the CUDA cards of this machine. It does whole searches and neighbourhood means, and row
 * estimates where it is told to; the next simpler backend does the rest. A card gains nothing from blocks that fit a
 * core's cache, so it takes whole jobs only.
 */
public final class CudaBackend implements Backend, AutoCloseable {
    /** Below this many numbers to average, copying them to the card takes longer than it saves. */
    private static final long FEW_MEANS = 1L << 22;
    /**
     * OpenBLAS makes this many multiplications in a third of a second on two cores; to open a card and load kernels
     * takes time too.
     */
    private static final double FEW_PRODUCTS = 5e10;
    /** The first compute capability whose tensor cores have the instructions of our encoder. */
    private static final int FIRST_MAJOR = 8;

    private final Cuda cuda;
    private final CardPool cards;
    private final Backend simpler;
    private final Settings settings;
    /** Whether a card that is lost fails the job; otherwise the job is left to the caller. */
    private final boolean insistedOn;

    /**
     * Settings that override what the backend would decide from measurements.
     *
     * @param precision
     *            what searches screen in; empty for the one that is cheapest on some of the rows
     * @param adjust
     *            changes the plans of searches that suit the sizes
     * @param always
     *            whether the card does everything that it can, even where the host is faster: for checks and tests
     */
    public record Settings(Optional<Precision> precision, UnaryOperator<CardSearchPlan> adjust, boolean always) {
        /** The backend decides everything. */
        public static final Settings MEASURED = new Settings(Optional.empty(), UnaryOperator.identity(), false);

        public Settings {
            Objects.requireNonNull(precision, "precision");
            Objects.requireNonNull(adjust, "adjust");
        }
    }

    /** A backend on all cards of {@code cuda}. A card is opened when it is first needed. */
    public CudaBackend(Cuda cuda, Backend simpler, Settings settings) {
        this(cuda, new CardPool(cuda, CubinCache.below(CacheDirectory.ofUser())), simpler, settings, false);
    }

    private CudaBackend(Cuda cuda, CardPool cards, Backend simpler, Settings settings, boolean insistedOn) {
        this.cuda = cuda;
        this.cards = cards;
        this.simpler = simpler;
        this.settings = settings;
        this.insistedOn = insistedOn;
    }

    /** {@inheritDoc} The new backend uses the same cards; close only one of the two. */
    @Override
    public Backend insistedOn() {
        return new CudaBackend(cuda, cards, simpler, settings, true);
    }

    /** {@inheritDoc} The new backend uses the same cards; close only one of the two. */
    @Override
    public Optional<Backend> screeningIn(Precision precision) {
        return Optional.of(new CudaBackend(cuda, cards, simpler,
                new Settings(Optional.of(precision), settings.adjust(), settings.always()), insistedOn));
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public String description() {
        return "%s; %s; candidates are found in %s; the rest is done by %s, %s".formatted(cuda.devices().stream()
                .map(DeviceInfo::describe).collect(Collectors.joining(", ")), cuda.describe(),
                settings.precision().map(Precision::label).orElse("the fastest precision that suffices"),
                simpler.name(),
                simpler.description());
    }

    @Override
    public void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread) {
        simpler.spread(vectors, rows, count, weights, spread);
    }

    /** {@inheritDoc} For the searches that {@link #search} does not take. */
    @Override
    public TileScreen screen(int maxRows, int d) {
        return simpler.screen(maxRows, d);
    }

    /** {@inheritDoc} Small searches, and those with more neighbours than a card can keep, are left to the host. */
    @Override
    public JobOutcome search(Embeddings queries, Embeddings base, boolean self, int k, Workers workers,
            MemorySegment result) {
        boolean few = !settings.always() && (double) queries.rows() * base.rows() * base.dimension() < FEW_PRODUCTS;
        if (few || !CardSearchJob.possible(k)) {
            return JobOutcome.leftToCaller("neighbours: found by %s, because %s".formatted(simpler.name(), few
                    ? "comparing [%d, %d] with [%d, %d] is less work than opening a card".formatted(queries.rows(),
                            queries.dimension(), base.rows(), base.dimension())
                    : k + " neighbours are too many for a card"));
        }
        var decisions = new CopyOnWriteArrayList<String>();
        try {
            CardSearchReport report = cards.search(job(queries, base, self, k), workers, result, decisions::add);
            decisions.add("neighbours: " + report.describe());
            return JobOutcome.finished(decisions);
        } catch (CudaException e) {
            decisions.add("neighbours: found by %s, because %s".formatted(simpler.name(), reason(e)));
            return JobOutcome.leftToCaller(decisions);
        }
    }

    /**
     * Searches on the cards, whatever its size.
     *
     * @param log
     *            told where something did not fit
     * @return how it went
     */
    public CardSearchReport searchOnCards(Embeddings queries, Embeddings base, boolean self, int k, Workers workers,
            MemorySegment result, Consumer<String> log) {
        try {
            return cards.search(job(queries, base, self, k), workers, result, log);
        } catch (CudaException e) {
            throw unusable(e);
        }
    }

    private CardSearchJob job(Embeddings queries, Embeddings base, boolean self, int k) {
        return new CardSearchJob(queries, base, self ? Kind.AMONG_ITSELF : Kind.OTHER_QUERIES, k,
                settings.precision(), settings.adjust());
    }

    /**
     * {@inheritDoc} Outputs that lie on a card, because it has encoded them, are estimated there. Rows in main memory
     * are left to the host: a server with 16 cores and an H200 estimates 98 GB/s there, and copying to the card runs at
     * 15 GB/s. So the card does them only where {@link Settings#always} says so.
     */
    @Override
    public JobOutcome rowEstimates(Generations generations, Matrix y, Workers workers) {
        var job = new CardEstimateJob(generations, y.segment());
        boolean there = ResidentRows.onCard(generations.vectors().storage());
        boolean wanted = there || settings.always();
        if (!wanted || generations.samples() == 0 || !job.possible()) {
            return JobOutcome.DECLINED;
        }
        try {
            OptionalInt bad = there ? cards.residentEstimates(job).orElseThrow() : estimate(job, workers);
            if (bad.isPresent()) {
                generations.requireFinite(bad.getAsInt());
                return JobOutcome.leftToCaller(
                        "row estimates: computed by %s, because sample %d is too large for the card's arithmetic"
                                .formatted(simpler.name(), bad.getAsInt()));
            }
            return JobOutcome
                    .finished(there ? List.of("row estimates: on the card that encoded the outputs") : List.of());
        } catch (CudaException e) {
            return JobOutcome
                    .leftToCaller("row estimates: computed by %s, because %s".formatted(simpler.name(), reason(e)));
        }
    }

    private OptionalInt estimate(CardEstimateJob job, Workers workers) {
        try (CardEstimateRun run = cards.estimates(job, workers)) {
            return run.run(0, job.generations().samples());
        }
    }

    /** {@inheritDoc} Few means are left to the host. */
    @Override
    public JobOutcome means(Matrix y, MemorySegment neighbors, int known, int k, Matrix means, Workers workers) {
        boolean worthIt = settings.always() || means.rows() * k * means.columns() >= FEW_MEANS;
        if (!worthIt || means.rows() == 0) {
            return JobOutcome.DECLINED;
        }
        try {
            cards.means(y.segment(), y.columns(), neighbors, known, k, means.segment(), workers);
            return JobOutcome.finished(List.of());
        } catch (CudaException e) {
            return JobOutcome.leftToCaller("neighbourhood means: computed by the processor, because " + reason(e));
        }
    }

    /** {@inheritDoc} On the first card, if that has tensor cores for 16-bit numbers: compute capability 8.0 or more. */
    @Override
    public Availability<String> encoders() {
        DeviceInfo card = cuda.devices().getFirst();
        return card.major() < FIRST_MAJOR
                ? new Absent<>("the card %s has compute capability %d.%d".formatted(card.name(), card.major(),
                        card.minor()), "encoders need %d.0 or more".formatted(FIRST_MAJOR))
                : new Present<>("%s runs models of the BERT family in 16 bits".formatted(card.name()));
    }

    @Override
    public Availability<TextEncoder> encoder(PooledEncoder model, Workers workers) {
        Optional<String> obstacle = model.obstacle();
        if (obstacle.isPresent()) {
            return new Absent<>(obstacle.get(), "use another model, or let the processor run it");
        }
        if (encoders() instanceof Absent<String>(String reason, String remedy)) {
            return new Absent<>(reason, remedy);
        }
        try {
            return new Present<>(cards.encoder(model, workers));
        } catch (CudaException e) {
            return new Absent<>(e.getMessage(), e instanceof DeviceOutOfMemoryException
                    ? "free memory on the card"
                    : "see smoothie doctor");
        }
    }

    /**
     * Why a job is left to the caller after a failure: the card has too little memory, or is lost and nobody insisted
     * on it. Throws what the user reads where that is not so.
     */
    private String reason(CudaException e) {
        if (e.kind() == CudaException.Kind.OUT_OF_MEMORY) {
            return "the card has too little memory: " + e.getMessage();
        }
        if (!insistedOn && e.kind() == CudaException.Kind.CARD_LOST) {
            return "the card is lost to this process, or taken by another: " + e.getMessage();
        }
        throw unusable(e);
    }

    private CoreException unusable(CudaException e) {
        String remedy = e instanceof DeviceOutOfMemoryException
                ? ", and smaller tiles do not help; free memory on the card, or use --backend "
                : "; use --backend ";
        return new CoreException(e.getMessage() + remedy + simpler.name(), e);
    }

    /** Closes the cards. */
    @Override
    public void close() {
        cards.close();
    }
}

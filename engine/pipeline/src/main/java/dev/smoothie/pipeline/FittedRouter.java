package dev.smoothie.pipeline;

import dev.smoothie.core.Expectation;
import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Method;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.neighbors.SingleQuery;
import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.route.TradeOff;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.fitted.EmbedderUse;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.fitted.FittedManifest.Texts;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Answers questions about single inputs by a fitted state, for a server: which generator is expected to be best for a
 * text, and which of several outputs is. It owns the embedder, and is closed before the state. Any number of threads may
 * ask; only as many embed at once as the embedder allows.
 */
public final class FittedRouter implements AutoCloseable {
    /** Samples by which the price of error that meets a budget is found: enough for a mean to some per cent. */
    private static final long SAMPLES = 4096;

    private final FittedState state;
    private final Session session;
    private final Smoothie smoothie;
    private final Method method;
    private final Expectation expectation;
    private final Costs costs;
    private final Optional<QueryEmbedder> embedder;
    private final Optional<NeighborLookup> index;
    private final OutputJudge judge;
    /** Of the samples that were fitted, by which a budget is kept; made when one is first asked for. */
    private TradeOff budgets;

    private FittedRouter(FittedState state, Session session, Method method, Optional<Costs> known) {
        FittedManifest manifest = state.manifest();
        this.state = state;
        this.session = session;
        this.method = method;
        this.smoothie = session.smoothie(state.generators(), new NeighborLookup.Exact());
        this.expectation = Expectation.of(smoothie, state.samples(), state.fitted(), method);
        this.costs = known.map(given -> given.or(manifest.costs())).orElse(manifest.costs());
        boolean lookedUp = expectation.neighbors() > 0;
        boolean inputs = lookedUp && manifest.embedder().filter(EmbedderUse::inputs).isPresent();
        boolean outputs = manifest.compare() == Comparison.EMBEDDING
                && manifest.embedder().filter(EmbedderUse::outputs).isPresent();
        if (inputs) {
            session.requireEmbedder(state, Texts.INPUTS);
        }
        if (outputs) {
            session.requireEmbedder(state, Texts.OUTPUTS);
        }
        this.embedder = inputs || outputs ? Optional.of(new QueryEmbedder(session.embedder())) : Optional.empty();
        this.index = manifest.search().filter(_ -> lookedUp)
                .map(name -> session.search(Optional.of(SearchChoice.parse(name)), state.inputs()));
        this.judge = new OutputJudge(state, () -> embedder(Texts.OUTPUTS));
    }

    /**
     * Opens a router by the standard method: for answers the mean over similar inputs of the probability that a generator
     * is wrong, for texts that of the distances, and without inputs what holds for all.
     *
     * @param state
     *            stays open as long as this is
     * @param resources
     *            the plugins, the backend and the threads; view, comparison and embedder are those of the state
     * @throws SmoothieException
     *             if the embedder is not there, or is not the one that the state was fitted with
     */
    public static FittedRouter open(FittedState state, Resources resources) {
        return open(state, resources, Optional.empty(), Optional.empty());
    }

    /**
     * Opens a router.
     *
     * @param method
     *            global, local or vote; empty for the standard one
     * @param costs
     *            what answers cost, where that is known better than from the state
     */
    public static FittedRouter open(FittedState state, Resources resources, Optional<Method> method,
            Optional<Costs> costs) {
        return open(state, resources, method, costs, like -> new Session(like, Listener.SILENT));
    }

    /**
     * Opens one of several routers, one after the other or at once, with plugins that are loaded already. Some native
     * libraries stay in memory each time that their plugin is loaded.
     *
     * @param plugins
     *            stay open as long as this is; those that the resources name are not loaded
     */
    public static FittedRouter open(FittedState state, Resources resources, Optional<Method> method,
            Optional<Costs> costs, Plugins plugins) {
        return open(state, resources, method, costs, like -> new Session(like, Listener.SILENT, plugins));
    }

    private static FittedRouter open(FittedState state, Resources resources, Optional<Method> method,
            Optional<Costs> costs, Function<Resources, Session> sessions) {
        FittedManifest manifest = state.manifest();
        // Texts come one at a time: what is kept is looked up faster for many.
        Resources like = resources.like(manifest).withCache(Optional.empty());
        Session session = sessions.apply(like);
        try {
            Method chosen = new MethodPlan(method, Optional.empty())
                    .choice(like, manifest, new FamilyChoice.None()).method();
            return new FittedRouter(state, session, chosen, costs);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /**
     * Checks that inputs can be embedded, where the method looks up their neighbours: a state that was fitted with
     * embeddings from a file does not know what made them.
     *
     * @throws SmoothieException
     *             if they cannot, saying why and what to do
     */
    public void requireTexts() {
        if (expectation.neighbors() > 0) {
            embedder(Texts.INPUTS);
        }
    }

    private QueryEmbedder embedder(Texts texts) {
        Optional<EmbedderUse> use = state.manifest().embedder();
        if (use.filter(texts == Texts.INPUTS ? EmbedderUse::inputs : EmbedderUse::outputs).isEmpty()) {
            session.requireEmbedder(state, texts); // says why there is none
        }
        return embedder.orElseThrow();
    }

    /** The state that it answers by. */
    public FittedState state() {
        return state;
    }

    /** How errors are estimated. */
    public Method method() {
        return method;
    }

    /** What an answer of each generator is expected to cost, as far as that is known. */
    public Costs costs() {
        return costs;
    }

    /**
     * What to expect of the generators for an input.
     *
     * @throws SmoothieException
     *             if the embedder fails, or this thread was interrupted
     */
    public Prediction predict(String text) {
        return expectation.neighbors() > 0 ? predict(embed(text)) : prediction(new int[0]);
    }

    /** The same for an input that is embedded already, {@code [d]}. */
    public Prediction predict(float[] vector) {
        int[] nearest = {};
        if (expectation.neighbors() > 0) {
            try (Arena arena = Arena.ofConfined()) {
                nearest = nearest(Embeddings.copyOf(arena, new float[][]{vector}));
            }
        }
        return prediction(nearest);
    }

    private Prediction prediction(int[] nearest) {
        double[] errors = expectation.errors(nearest);
        return new Prediction(errors, expectation.estimate().quality(errors), nearest.length);
    }

    private int[] nearest(Embeddings query) {
        Embeddings base = state.samples().requireInputs();
        if (query.dimension() != base.dimension()) {
            throw new SmoothieException("the embedding of the input has %d numbers, those of %s have %d"
                    .formatted(query.dimension(), state.folder(), base.dimension()));
        }
        if (query.firstNonFiniteRow() >= 0) {
            throw new SmoothieException("the embedding of the input is not finite");
        }
        return index.isPresent()
                ? nearest(index.get(), query, base)
                : SingleQuery.of(query, base, expectation.neighbors());
    }

    /** Asks an index, which answers one thread at a time. */
    private synchronized int[] nearest(NeighborLookup lookup, Embeddings query, Embeddings base) {
        try (Arena arena = Arena.ofShared()) {
            Neighbors found = lookup.of(arena, query.gather(arena, new int[]{0}), base, expectation.neighbors(),
                    smoothie.backend(), smoothie.workers());
            return found.row(0);
        }
    }

    /**
     * The generator to ask. The first budget that is asked for takes a search among the samples that were fitted.
     *
     * @param eligible
     *            which may be asked
     * @return its index; -1 if none is eligible
     * @throws dev.smoothie.core.failure.CoreException
     *             if costs matter and that of a generator is not known, or a budget cannot be kept
     */
    public int choose(Prediction prediction, IntPredicate eligible, Preference preference) {
        Errors errors = Errors.same(prediction.errors());
        double[] global = expectation.estimate().error();
        Router.Eligible may = (_, generator) -> eligible.test(generator);
        if (preference.limit().isEmpty()) {
            return new Router(errors, global).route(1, may)[0];
        }
        CostLimit limit = preference.limit().get();
        costs.require(state.generators(), limit.label());
        double weight = switch (limit) {
            case CostLimit.Weight(double given) -> given;
            case CostLimit.Budget budget -> budgets().weight(budget);
        };
        return new TradeOff(errors, global, costs, 1, may).route(weight)[0];
    }

    /** Tells the price of error at which routes of the samples that were fitted keep a budget. */
    private synchronized TradeOff budgets() {
        if (budgets == null) {
            long[] rows = EvenSample.of(state.manifest().samples(), SAMPLES);
            try (Arena arena = Arena.ofShared()) {
                Errors errors = expectation.neighbors() == 0
                        ? Errors.same(expectation.estimate().error())
                        : expectation.among(smoothie, arena, state.samples().requireInputs(), rows);
                budgets = new TradeOff(errors, expectation.estimate().error(), costs, rows.length, (_, _) -> true);
            }
        }
        return budgets;
    }

    /**
     * Which of the outputs for one input is best, as {@code route --method vote} says of answers, and
     * {@code --method consensus} of texts.
     *
     * @param outputs
     *            one for each generator, in the order of the state; empty where there is none
     * @throws SmoothieException
     *             if the embedder of the outputs is not known, or fails
     */
    public Judged judge(List<Optional<String>> outputs) {
        return judge.judge(Optional.empty(), outputs);
    }

    /** The same with the input, which a view may compare too. */
    public Judged judge(String input, List<Optional<String>> outputs) {
        return judge.judge(Optional.of(input), outputs);
    }

    /**
     * A cascade over the generators of the state.
     *
     * @param share
     *            the part of the best single generator's quality that it is to reach, as the fitted samples tell
     * @throws SmoothieException
     *             if too few of the fitted samples have an output of every generator
     * @throws dev.smoothie.core.failure.CoreException
     *             if the cost of a generator is not known
     */
    public FittedCascade cascade(double share) {
        costs.require(state.generators(), "a cascade");
        return FittedCascade.of(state, smoothie, session.arena(), costs, judge, share);
    }

    /** The embedding of a text by the embedder of the state, {@code [d]}. */
    public float[] embed(String text) {
        return embedder(Texts.INPUTS).embed(List.of(text))[0];
    }

    /** Closes the embedder and the plugins; nobody may be asking. */
    @Override
    public void close() {
        embedder.ifPresent(QueryEmbedder::close);
        session.close();
    }
}

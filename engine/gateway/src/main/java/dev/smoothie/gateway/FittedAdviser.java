package dev.smoothie.gateway;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.Cascade;
import dev.smoothie.core.route.Costs;
import dev.smoothie.gateway.policies.Adviser;
import dev.smoothie.pipeline.FittedCascade;
import dev.smoothie.pipeline.FittedRouter;
import dev.smoothie.pipeline.Prediction;
import dev.smoothie.pipeline.Preference;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.Price;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Advises by a fitted state. Any number of threads may ask; whoever opened it closes it. */
final class FittedAdviser implements Adviser, AutoCloseable {
    private final FittedState state;
    private final FittedRouter router;
    private final double costWeight;
    private final List<Integer> byQuality;
    private final boolean answers;
    private final Optional<FittedCascade> cascade;
    private final String noCascade;

    private FittedAdviser(FittedState state, FittedRouter router, Serve.Policies policies, Consumer<String> notes) {
        this.state = state;
        this.router = router;
        this.costWeight = policies.costWeight();
        this.byQuality = state.fitted().ranking().ranking();
        this.answers = state.manifest().votes().isPresent();
        Optional<FittedCascade> found = Optional.empty();
        String reason = "";
        try {
            found = Optional.of(router.cascade(policies.share()));
            notes.accept(described(found.get()));
        } catch (SmoothieException | CoreException e) {
            reason = e.getMessage();
            notes.accept("no cascade: " + reason);
        }
        this.cascade = found;
        this.noCascade = reason;
    }

    /**
     * Opens a state.
     *
     * @param plugins
     *            stay loaded as long as this is open; the embedder's is among them
     * @param generators
     *            whom to ask; their prices say what answers cost where the state does not
     * @param notes
     *            is told what the cascade is expected to cost and to be worth, or why there is none
     * @throws SmoothieException
     *             if it cannot be opened, or its embedder is not there
     */
    static FittedAdviser open(Path folder, Resources resources, Plugins plugins, List<GeneratorSpec> generators,
            Serve.Policies policies, Consumer<String> notes) {
        FittedState state = FittedState.open(folder);
        FittedRouter router = null;
        try {
            router = FittedRouter.open(state, resources, Optional.empty(), costs(state, generators), plugins);
            router.requireTexts();
            return new FittedAdviser(state, router, policies, notes);
        } catch (RuntimeException | Error e) {
            if (router != null) {
                router.close();
            }
            state.close();
            throw e;
        }
    }

    /** What answers of the usual length cost at the prices of the generators; empty where the state itself knows. */
    private static Optional<Costs> costs(FittedState state, List<GeneratorSpec> generators) {
        if (state.manifest().costs().complete()) {
            return Optional.empty();
        }
        Map<String, Price> prices = new HashMap<>();
        generators.forEach(spec -> spec.price().ifPresent(price -> prices.put(spec.name(), price)));
        double[] lengths = state.manifest().lengths();
        return Optional.of(Costs.of(IntStream.range(0, lengths.length).mapToDouble(i -> {
            Price price = prices.get(state.generators().get(i));
            return price == null || Double.isNaN(lengths[i])
                    ? Double.NaN
                    : price.of(0, Math.round(lengths[i] / Price.CHARACTERS_PER_TOKEN));
        }).toArray()));
    }

    private String described(FittedCascade found) {
        var point = found.point();
        return String.format(Locale.ROOT,
                "cascade: %s; by the fitted samples it asks %.2f generators and costs %.4g for 1000 requests, at an estimated quality of %.3f",
                String.join(", ", found.order().stream().map(state.generators()::get).toList()), point.requests(),
                point.cost(), point.quality());
    }

    @Override
    public List<String> generators() {
        return state.generators();
    }

    @Override
    public Expected expect(String input) {
        Prediction found = router.predict(input);
        return new Expected(found.errors(), found.quality(), found.neighbors());
    }

    @Override
    public int choose(Expected expected, IntPredicate eligible, OptionalDouble budget, boolean cheap) {
        Preference preference = budget.isPresent()
                ? Preference.budget(budget.getAsDouble() * Costs.THOUSAND)
                : cheap ? Preference.weight(costWeight) : Preference.BEST;
        return router.choose(new Prediction(expected.errors(), expected.quality(), expected.neighbors()), eligible,
                preference);
    }

    @Override
    public Judged judge(String input, List<Optional<String>> outputs) {
        var found = router.judge(input, outputs);
        return new Judged(found.best(),
                answers && found.best() >= 0 ? 1 - found.errors()[found.best()] : Double.NaN);
    }

    @Override
    public Cascade.Step next(String input, List<Optional<String>> outputs, IntPredicate asked) {
        return cascade.orElseThrow(() -> new SmoothieException(noCascade)).next(input, outputs, asked);
    }

    @Override
    public List<Integer> byQuality() {
        return byQuality;
    }

    @Override
    public double meanCost(int generator) {
        return router.costs().perInput()[generator];
    }

    @Override
    public float[] embed(String text) {
        return router.embed(text);
    }

    @Override
    public String embedder() {
        return state.manifest().embedder().map(use -> use.name()).orElse("none");
    }

    @Override
    public void close() {
        router.close();
        state.close();
    }
}

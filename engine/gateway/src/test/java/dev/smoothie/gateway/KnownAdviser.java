package dev.smoothie.gateway;

import dev.smoothie.core.route.Cascade;
import dev.smoothie.gateway.policies.Adviser;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Knows generators whose errors are 0.1, 0.2 and so on in their order, and whose costs fall. Of outputs the most frequent
 * is right, by its share.
 */
class KnownAdviser implements Adviser, AutoCloseable {
    private final List<String> generators;
    final AtomicInteger closed = new AtomicInteger();

    KnownAdviser(String... generators) {
        this.generators = List.of(generators);
    }

    @Override
    public List<String> generators() {
        return generators;
    }

    @Override
    public Expected expect(String input) {
        double[] errors = IntStream.range(0, generators.size()).mapToDouble(i -> 0.1 * (i + 1)).toArray();
        return new Expected(errors, IntStream.range(0, generators.size()).mapToDouble(i -> 1 - errors[i]).toArray(), 7);
    }

    @Override
    public int choose(Expected expected, IntPredicate eligible, OptionalDouble budget, boolean cheap) {
        IntStream found = IntStream.range(0, generators.size()).filter(eligible)
                .filter(i -> budget.isEmpty() || meanCost(i) <= budget.getAsDouble());
        return cheap
                ? found.boxed().max(Comparator.naturalOrder()).orElse(-1)
                : found.findFirst().orElse(-1);
    }

    @Override
    public Judged judge(String input, List<Optional<String>> outputs) {
        List<String> said = outputs.stream().flatMap(Optional::stream).toList();
        return IntStream.range(0, outputs.size()).filter(i -> outputs.get(i).isPresent()).boxed()
                .max(Comparator.comparingInt((Integer i) -> count(said, outputs.get(i).orElseThrow()))
                        .thenComparing(Comparator.reverseOrder()))
                .map(best -> new Judged(best, (double) count(said, outputs.get(best).orElseThrow()) / said.size()))
                .orElse(new Judged(-1, Double.NaN));
    }

    private static int count(List<String> said, String text) {
        return (int) said.stream().filter(text::equals).count();
    }

    /** The last are the cheapest; nine of ten must say the same, but at least two. */
    @Override
    public Cascade.Step next(String input, List<Optional<String>> outputs, IntPredicate asked) {
        List<Integer> open = IntStream.range(0, generators.size()).boxed().sorted(Comparator.reverseOrder())
                .filter(i -> !asked.test(i)).toList();
        long said = outputs.stream().flatMap(Optional::stream).count();
        Judged judged = judge(input, outputs);
        if (!open.isEmpty() && (said < 2 || judged.right() < 0.9)) {
            return new Cascade.Step.Ask(List.of(open.getFirst()));
        }
        return judged.best() < 0
                ? new Cascade.Step.Nothing()
                : new Cascade.Step.Accept(judged.best(), judged.right());
    }

    @Override
    public List<Integer> byQuality() {
        return IntStream.range(0, generators.size()).boxed().toList();
    }

    @Override
    public double meanCost(int generator) {
        return 1.0 / (generator + 1);
    }

    @Override
    public float[] embed(String text) {
        return new float[]{text.length(), 0.5f};
    }

    @Override
    public String embedder() {
        return "length";
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}

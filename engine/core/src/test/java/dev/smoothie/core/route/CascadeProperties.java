package dev.smoothie.core.route;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Panel;
import dev.smoothie.core.estimate.PanelVote;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.CascadeCurve.Point;
import dev.smoothie.core.route.CascadeWalks.End;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is true of every cascade over answers. */
class CascadeProperties {

    /**
     * A set of answers.
     *
     * @param errors
     *            1 − accuracy, {@code [m]}
     * @param costs
     *            {@code [m]}
     * @param answers
     *            {@code [n][m]}: equal numbers are equal answers, −1 is silence
     */
    record Problem(double[] errors, double[] costs, int[][] answers) {
        Panel panel(int sample) {
            int[] speaking = IntStream.range(0, errors.length).filter(i -> answers[sample][i] >= 0).toArray();
            return Panel.ofAnswers(speaking, Arrays.stream(speaking).map(i -> answers[sample][i]).toArray());
        }

        Cascade cascade(double threshold) {
            return new Cascade(Costs.of(costs), new PanelVote(errors), threshold);
        }

        CascadeWalks walks(int threads) {
            Matrix paid = Matrix.allocate(Arena.ofAuto(), answers.length, costs.length);
            for (int sample = 0; sample < answers.length; sample++) {
                paid.write(sample, costs);
            }
            return CascadeWalks.of(answers.length, _ -> cascade(0), this::panel, (_, _) -> true, paid,
                    new Workers(threads));
        }

        Matrix values() {
            Matrix values = Matrix.allocate(Arena.ofAuto(), answers.length, costs.length);
            var judge = new PanelVote(errors);
            for (int sample = 0; sample < answers.length; sample++) {
                Panel panel = panel(sample);
                for (int rank = 0; rank < panel.size(); rank++) {
                    values.set(sample, panel.generators()[rank], judge.judge(panel).support()[rank]);
                }
            }
            return values;
        }
    }

    @Provide
    Arbitrary<Problem> problems() {
        return Combinators.combine(Arbitraries.integers().between(2, 6), Arbitraries.integers().between(1, 12),
                Arbitraries.randomValue(random -> random.nextLong())).as((m, n, seed) -> {
                    var random = new Random(seed);
                    double[] errors = IntStream.range(0, m).mapToDouble(_ -> 0.02 + 0.96 * random.nextDouble())
                            .toArray();
                    double[] costs = IntStream.range(0, m).mapToDouble(_ -> 1 + random.nextInt(5)).toArray();
                    int[][] answers = new int[n][m];
                    for (int[] row : answers) {
                        Arrays.setAll(row, _ -> random.nextInt(8) == 0 ? -1 : random.nextInt(3));
                    }
                    return new Problem(errors, costs, answers);
                });
    }

    /** Asks as a server does, step by step. */
    private static End live(Problem problem, int sample, double threshold) {
        Cascade cascade = problem.cascade(threshold);
        List<Integer> asked = new ArrayList<>();
        while (true) {
            Panel panel = problem.panel(sample).only(asked::contains);
            double cost = asked.stream().mapToDouble(generator -> problem.costs()[generator]).sum();
            switch (cascade.next(panel, asked::contains)) {
                case Cascade.Step.Ask(List<Integer> generators) -> asked.addAll(generators);
                case Cascade.Step.Accept(int generator, double _) -> {
                    return new End(generator, asked.size(), cost, true);
                }
                case Cascade.Step.Nothing() -> {
                    return new End(Router.NONE, asked.size(), cost, true);
                }
            }
        }
    }

    @Property(tries = 200)
    void aWalkEndsWhereTheCascadeDoes(@ForAll("problems") Problem problem,
            @ForAll @DoubleRange(min = 0, max = 1.2) double threshold) {
        CascadeWalks walks = problem.walks(2);
        for (int sample = 0; sample < problem.answers().length; sample++) {
            End expected = live(problem, sample, threshold);
            End found = walks.end(sample, threshold);
            assertEquals(expected.generator(), found.generator());
            assertEquals(expected.requests(), found.requests());
            assertEquals(expected.cost(), found.cost(), 1e-12);
        }
    }

    /** The cheapest two that say something, however little they agree. */
    @Property(tries = 100)
    void thresholdZeroAsksTwo(@ForAll("problems") Problem problem) {
        CascadeWalks walks = problem.walks(1);
        for (int sample = 0; sample < problem.answers().length; sample++) {
            int requests = 0;
            int speaking = 0;
            for (int generator : problem.cascade(0).order()) {
                if (speaking < 2) {
                    requests++;
                    speaking += problem.answers()[sample][generator] >= 0 ? 1 : 0;
                }
            }
            assertEquals(requests, walks.end(sample, 0).requests());
        }
    }

    @Property(tries = 100)
    void aboveOneAsksAll(@ForAll("problems") Problem problem) {
        CascadeWalks walks = problem.walks(1);
        for (int sample = 0; sample < problem.answers().length; sample++) {
            assertEquals(problem.costs().length, walks.end(sample, 1.0001).requests());
        }
    }

    /** At threshold 1 only those are left out who could change nothing: the answer is that of all. */
    @Property(tries = 300)
    void thresholdOneFindsWhatAllWouldFind(@ForAll("problems") Problem problem) {
        CascadeWalks walks = problem.walks(1);
        for (int sample = 0; sample < problem.answers().length; sample++) {
            End all = walks.end(sample, Cascade.EVERYBODY);
            End one = walks.end(sample, 1);
            int[] row = problem.answers()[sample];
            assertEquals(all.generator() < 0, one.generator() < 0);
            if (all.generator() >= 0) {
                double[] values = problem.values().row(sample);
                assertTrue(row[all.generator()] == row[one.generator()]
                        || values[all.generator()] - values[one.generator()] < 1e-9);
            }
        }
    }

    @Property(tries = 100)
    void costsGrowWithTheThreshold(@ForAll("problems") Problem problem) {
        List<Point> points = CascadeCurve.of(problem.walks(1), problem.values()).points();
        assertEquals(0, points.getFirst().threshold());
        assertEquals(1, points.getLast().threshold());
        for (int i = 1; i < points.size(); i++) {
            assertTrue(points.get(i).threshold() > points.get(i - 1).threshold());
            assertTrue(points.get(i).cost() >= points.get(i - 1).cost() - 1e-9);
            assertTrue(points.get(i).requests() >= points.get(i - 1).requests());
        }
    }

    @Property(tries = 100)
    void neitherThreadsNorTheOrderOfSamplesMatter(@ForAll("problems") Problem problem) {
        List<int[]> reversed = new ArrayList<>(List.of(problem.answers()));
        Collections.reverse(reversed);
        var other = new Problem(problem.errors(), problem.costs(), reversed.toArray(int[][]::new));
        List<Point> here = CascadeCurve.of(problem.walks(1), problem.values()).points();
        List<Point> there = CascadeCurve.of(other.walks(3), other.values()).points();
        assertEquals(here.size(), there.size());
        for (int i = 0; i < here.size(); i++) {
            assertEquals(here.get(i).threshold(), there.get(i).threshold());
            assertEquals(here.get(i).quality(), there.get(i).quality(), 1e-12);
            assertEquals(here.get(i).cost(), there.get(i).cost(), 1e-9);
        }
    }

    @Property(tries = 100)
    void theCheapestThresholdReachesTheQuality(@ForAll("problems") Problem problem,
            @ForAll @DoubleRange(min = 0, max = 1) double quality) {
        CascadeCurve curve = CascadeCurve.of(problem.walks(1), problem.values());
        double most = curve.points().stream().mapToDouble(Point::quality).max().orElseThrow();
        assertEquals(quality <= most, curve.cheapest(quality).isPresent());
        curve.cheapest(quality).ifPresent(found -> {
            assertTrue(found.quality() >= quality);
            assertTrue(curve.points().stream()
                    .noneMatch(point -> point.quality() >= quality && point.cost() < found.cost() - 1e-9));
        });
    }
}

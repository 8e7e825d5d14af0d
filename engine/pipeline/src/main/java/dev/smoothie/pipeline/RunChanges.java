package dev.smoothie.pipeline;

import dev.smoothie.core.estimate.Holm;
import dev.smoothie.core.evaluate.PairedDifference;
import dev.smoothie.core.evaluate.RunChange;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.report.RunsComparison.Change;
import dev.smoothie.pipeline.report.RunsComparison.Moved;
import dev.smoothie.pipeline.report.RunsComparison.Test;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Finds out what has changed in the outputs of one generator between two runs. For one thread. */
final class RunChanges {
    private static final int MOST_MOVED = 3;
    private static final int EXCERPT = 80;
    /** A length does not say how far apart two texts can be. */
    private static final double NO_RANGE = 0;

    private final RunJoin join;
    private final RunTexts before;
    private final RunTexts after;
    private final int seed;
    /** Places in the join where both runs have an output that says something. */
    private final int[] both;
    private Optional<Column> vectorsBefore = Optional.empty();
    private Optional<Column> vectorsAfter = Optional.empty();
    private Optional<PairedDifference> truth = Optional.empty();

    /** The column of a generator in embedded outputs. */
    record Column(Generations outputs, int generator) {
        float[] read(int sample, int repeat) {
            Embeddings vectors = outputs.vectors();
            float[] vector = new float[vectors.dimension()];
            vectors.read(outputs.row(sample, repeat, generator), vector);
            return vector;
        }
    }

    RunChanges(RunJoin join, RunTexts before, RunTexts after, int seed) {
        this.join = join;
        this.before = before;
        this.after = after;
        this.seed = seed;
        this.both = IntStream.range(0, join.before().length)
                .filter(i -> before.said(join.before()[i]).length > 0 && after.said(join.after()[i]).length > 0)
                .toArray();
    }

    /** Whether any two outputs of a sample differ. */
    boolean differ() {
        return Arrays.stream(both).anyMatch(i -> equal(i) < 1);
    }

    /** Sets what distances are measured between; without it outputs are equal or not. */
    void embedded(Column one, Column other) {
        vectorsBefore = Optional.of(one);
        vectorsAfter = Optional.of(other);
    }

    /** Sets the true scores of both runs, each a matrix of one column. */
    void scored(Truth one, Truth other) {
        double[] differences = IntStream.range(0, join.before().length)
                .mapToDouble(i -> other.scores().get(join.after()[i], 0) - one.scores().get(join.before()[i], 0))
                .toArray();
        truth = Optional.of(PairedDifference.of(differences,
                Math.max(Compare.range(one.scores()), Compare.range(other.scores())), seed))
                .filter(found -> found.samples() > 0);
    }

    /** The share of pairs of outputs, one before and one after, that are equal. */
    private double equal(int place) {
        int one = join.before()[place];
        int other = join.after()[place];
        double equal = 0;
        for (int i : before.said(one)) {
            for (int j : after.said(other)) {
                equal += before.texts().get(one).get(i).equals(after.texts().get(other).get(j)) ? 1 : 0;
            }
        }
        return equal / before.said(one).length / after.said(other).length;
    }

    private RunChange.Outputs outputs(int place) {
        int one = join.before()[place];
        int other = join.after()[place];
        int[] first = before.said(one);
        int[] second = after.said(other);
        int all = first.length + second.length;
        var texts = new ArrayList<String>();
        var vectors = new ArrayList<float[]>();
        for (int k = 0; k < all; k++) {
            boolean early = k < first.length;
            int repeat = early ? first[k] : second[k - first.length];
            texts.add((early ? before.texts().get(one) : after.texts().get(other)).get(repeat).orElseThrow());
            (early ? vectorsBefore : vectorsAfter).ifPresent(
                    column -> vectors.add(column.read(early ? one : other, repeat)));
        }
        double[][] distance = new double[all][all];
        for (int i = 0; i < all; i++) {
            for (int j = 0; j < i; j++) {
                distance[i][j] = texts.get(i).equals(texts.get(j))
                        ? 0
                        : vectors.isEmpty() ? 1 : squared(vectors.get(i), vectors.get(j));
                distance[j][i] = distance[i][j];
            }
        }
        return new RunChange.Outputs(distance, first.length);
    }

    private static double squared(float[] one, float[] other) {
        double sum = 0;
        for (int column = 0; column < one.length; column++) {
            double difference = (double) one[column] - other[column];
            sum += difference * difference;
        }
        return sum;
    }

    private float[] moved(int place) {
        float[] from = mean(vectorsBefore.orElseThrow(), join.before()[place], before);
        float[] to = mean(vectorsAfter.orElseThrow(), join.after()[place], after);
        for (int column = 0; column < to.length; column++) {
            to[column] -= from[column];
        }
        return to;
    }

    private static float[] mean(Column column, int sample, RunTexts texts) {
        int[] said = texts.said(sample);
        float[] mean = column.read(sample, said[0]);
        for (int k = 1; k < said.length; k++) {
            float[] next = column.read(sample, said[k]);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += next[i];
            }
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= said.length;
        }
        return mean;
    }

    /** What is known of one generator before tests are corrected for their number. */
    private record Found(RunChange change, List<Test> tests, PairedDifference lengths, int lost, int gained,
            boolean repeats,
            double equal, List<Moved> moved) {}

    private Found find() {
        int[] only = new int[2];
        for (int i = 0; i < join.before().length; i++) {
            boolean early = before.said(join.before()[i]).length > 0;
            boolean late = after.said(join.after()[i]).length > 0;
            boolean answered = before.answered(join.before()[i]) && after.answered(join.after()[i]);
            only[0] += answered && early && !late ? 1 : 0;
            only[1] += answered && late && !early ? 1 : 0;
        }
        List<RunChange.Outputs> outputs = Arrays.stream(both).mapToObj(this::outputs).toList();
        RunChange change = outputs.isEmpty()
                ? new RunChange(Double.NaN, Double.NaN, OptionalDouble.empty())
                : RunChange.of(outputs, seed);
        PairedDifference lengths = PairedDifference.of(IntStream.range(0, join.before().length)
                .mapToDouble(i -> after.lengths()[join.after()[i]] - before.lengths()[join.before()[i]]).toArray(),
                NO_RANGE, seed);
        return new Found(change, tests(change, lengths, only), lengths, only[0], only[1], change.p().isPresent(),
                Arrays.stream(both).mapToDouble(this::equal).average().orElse(Double.NaN), most(outputs));
    }

    private List<Test> tests(RunChange change, PairedDifference lengths, int[] only) {
        var tests = new ArrayList<Test>();
        change.p().ifPresent(p -> tests.add(new Test(
                "the distances between the runs against those within a run", p, p)));
        if (change.p().isEmpty() && vectorsBefore.isPresent() && both.length > 1) {
            double p = RunChange.shift(Arrays.stream(both).mapToObj(this::moved).toList(), seed);
            tests.add(new Test("whether outputs have moved in one direction", p, p));
        }
        tests.add(new Test("the lengths of outputs", lengths.test().p(), lengths.test().p()));
        if (only[0] + only[1] > 0) {
            double[] signs = new double[only[0] + only[1]];
            Arrays.fill(signs, 0, only[0], -1);
            Arrays.fill(signs, only[0], signs.length, 1);
            double p = signs.length < 2 ? 1 : PairedDifference.of(signs, 1, seed).test().p();
            tests.add(new Test("outputs that say nothing in one run only", p, p));
        }
        truth.ifPresent(scores -> tests.add(new Test("true scores", scores.test().p(), scores.test().p())));
        return tests;
    }

    private List<Moved> most(List<RunChange.Outputs> outputs) {
        return IntStream.range(0, both.length).boxed()
                .filter(k -> outputs.get(k).across() > 0)
                .sorted(Comparator.comparingDouble(k -> -outputs.get(k).across())).limit(MOST_MOVED).map(k -> {
                    int one = join.before()[both[k]];
                    int other = join.after()[both[k]];
                    String early = first(before, one);
                    String late = first(after, other);
                    int from = difference(early, late);
                    return new Moved(before.ids().get(one), outputs.get(k).across(), excerpt(early, from),
                            excerpt(late, from));
                }).toList();
    }

    private static String first(RunTexts texts, int sample) {
        return texts.texts().get(sample).get(texts.said(sample)[0]).orElseThrow();
    }

    /** Where two texts are shown from: the beginning, unless they differ only behind what is shown of them there. */
    private static int difference(String one, String other) {
        int same = 0;
        while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same < EXCERPT / 2 ? 0 : one.offsetByCodePoints(0, one.codePointCount(0, same - EXCERPT / 4));
    }

    private static String excerpt(String text, int from) {
        return (from > 0 ? "…" : "") + JsonCursor.excerpt(text.substring(from), EXCERPT);
    }

    /** What has changed of all generators; tests are corrected for the number of all. */
    static List<Change> changes(List<RunChanges> generators, List<String> namesBefore, List<String> namesAfter) {
        List<Found> found = generators.stream().map(RunChanges::find).toList();
        double[] adjusted = Holm.adjusted(
                found.stream().flatMap(one -> one.tests.stream()).mapToDouble(Test::p).toArray());
        var changes = new ArrayList<Change>();
        int next = 0;
        for (int g = 0; g < found.size(); g++) {
            Found one = found.get(g);
            var tests = new ArrayList<Test>();
            for (Test test : one.tests) {
                tests.add(new Test(test.what(), test.p(), adjusted[next++]));
            }
            RunChanges of = generators.get(g);
            changes.add(new Change(namesBefore.get(g), namesAfter.get(g), of.both.length, one.lost, one.gained,
                    one.equal,
                    one.change.across(), one.change.within(), one.repeats, tests, one.lengths, of.truth, one.moved));
        }
        return changes;
    }
}

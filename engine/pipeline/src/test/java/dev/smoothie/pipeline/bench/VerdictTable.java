package dev.smoothie.pipeline.bench;

import dev.smoothie.core.Belief;
import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.belief.Signal.Verdict;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.RankCorrelation;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.pipeline.Listener;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.Score;
import dev.smoothie.pipeline.Sources;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.truth.TruthReader;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.simulation.AnswerScenario;
import dev.smoothie.simulation.AnswerSimulation;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how often the verdict is right: its probability that the better ranked of two generators is truly better beside
 * how often it was, and by verdict the rank correlation with the truth. Over all sets of a folder, as whole texts and as
 * answers, over random subsets of generators and samples of them, and over simulated sets.
 */
public final class VerdictTable {
    private static final int SUBSETS = 40;
    private static final double[] BINS = {0, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9, 0.95, 1.01};

    private final int subsets;
    private final Smoothie smoothie = Smoothie.create();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Judged> sets = new ArrayList<>();

    private record Pair(String group, double stated, boolean right) {}

    private record Judged(String group, Verdict verdict, double spearman) {}

    private VerdictTable(int subsets) {
        this.subsets = subsets;
    }

    /**
     * Prints the table.
     *
     * @param args
     *            a folder of {@code .jsonl} files with scores; a folder with the plugin of the embedder {@code static};
     *            how many subsets of each set, 40 unless given
     */
    public static void main(String[] args) throws IOException {
        var table = new VerdictTable(args.length > 2 ? Integer.parseInt(args[2]) : SUBSETS);
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
                for (String view : List.of("full", "answer", "choice")) {
                    table.set(file, view, Path.of(args[1]));
                }
            }
        }
        table.simulated();
        table.print();
    }

    private void set(Path file, String view, Path plugin) {
        Resources resources = Resources.standard(plugin).withEmbedder("static").withView(View.parse(view));
        try (var result = Score.of(resources, Sources.of(file.toString())).run(Listener.SILENT);
                Arena arena = Arena.ofShared();
                SampleSource source = SampleSource.of(List.of(file.toString()))) {
            Generations all = result.samples().requireGenerations();
            Dataset dataset = Dataset.scan(source);
            Truth truth = TruthReader.read(arena, dataset, dataset.generators(), Optional.empty(), Workers.all());
            double spoken = IntStream.range(0, all.samples()).mapToDouble(sample -> IntStream
                    .range(0, all.generators()).filter(i -> all.speaks(sample, i)).count()).sum()
                    / ((double) all.samples() * all.generators());
            if (spoken < 2.0 / 3) {
                return;
            }
            String name = file.getFileName().toString().replace(".jsonl", "") + " " + view;
            var random = new Random(1);
            judge(name, all, truth.scores(), IntStream.range(0, all.samples()).toArray(),
                    IntStream.range(0, all.generators()).toArray(), !"full".equals(view));
            for (int k = 0; k < subsets; k++) {
                judge(name, all, truth.scores(),
                        chosen(random, all.samples(), Math.min(all.samples(), 200 + random.nextInt(601))),
                        chosen(random, all.generators(), 3 + random.nextInt(3)), !"full".equals(view));
            }
        } catch (SmoothieException e) {
            System.out.println(file.getFileName() + " " + view + ": " + e.getMessage());
        }
    }

    private static int[] chosen(Random random, int of, int count) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, of).boxed().toList());
        java.util.Collections.shuffle(all, random);
        return all.stream().limit(count).mapToInt(i -> i).sorted().toArray();
    }

    private void judge(String group, Generations all, Matrix scores, int[] samples, int[] generators,
            boolean answers) {
        try (Arena arena = Arena.ofShared()) {
            Embeddings vectors = Embeddings.allocate(arena, (long) samples.length * generators.length,
                    all.vectors().dimension());
            float[] vector = new float[all.vectors().dimension()];
            double[] truth = new double[generators.length];
            for (int s = 0; s < samples.length; s++) {
                for (int i = 0; i < generators.length; i++) {
                    if (all.presence().present(samples[s], 0, generators[i])) {
                        all.vectors().read(all.row(samples[s], 0, generators[i]), vector);
                        vectors.set((long) s * generators.length + i, vector);
                    }
                    double score = scores.get(samples[s], generators[i]);
                    truth[i] += Double.isNaN(score) ? 0 : score;
                }
            }
            judge(group, new Generations(vectors, samples.length, 1, generators.length,
                    (s, _, i) -> all.presence().present(samples[s], 0, generators[i])), truth, answers);
        }
    }

    private void judge(String group, Generations generations, double[] truth, boolean answers) {
        try (Arena arena = Arena.ofShared()) {
            Samples samples = Samples.of(generations);
            Routing routing = smoothie.route(arena, samples,
                    answers ? new Method.Vote(OptionalInt.empty(), false) : new Method.Global());
            Belief belief = smoothie.believe(arena, samples, routing, new FamilyChoice.Found());
            double[][] better = belief.evidence().confidence().better();
            List<Integer> order = belief.evidence().confidence().ranking();
            for (int a = 0; a < order.size(); a++) {
                for (int b = a + 1; b < order.size(); b++) {
                    double difference = truth[order.get(a)] - truth[order.get(b)];
                    if (difference != 0) {
                        pairs.add(new Pair(group, better[order.get(a)][order.get(b)], difference > 0));
                    }
                }
            }
            double spearman = RankCorrelation.of(Arrays.stream(routing.global().error()).map(x -> -x).toArray(), truth)
                    .spearman();
            sets.add(new Judged(group, belief.signal().verdict(), spearman));
        }
    }

    private void simulated() {
        var random = new Random(2);
        for (int k = 0; k < 2 * subsets; k++) {
            int m = 3 + random.nextInt(5);
            int n = 200 + random.nextInt(600);
            var answers = AnswerScenario.of(n, random.doubles(m, 0.15, 0.92).toArray(), random.nextLong())
                    .withDifficulty(2 * random.nextDouble()).withWrong(0.4 * random.nextDouble(), 100);
            if (k % 2 == 1) {
                answers = answers.withFamily(0.3 + 0.6 * random.nextDouble(), 2);
            }
            var simulation = new AnswerSimulation(answers);
            simulated(k % 2 == 1 ? "simulated answers, a family" : "simulated answers", simulation.outputs(8),
                    simulation.accuracies(), true);
            var texts = Scenario.of(n, 8, random.doubles(m, 0.2, 1).toArray(), random.nextLong());
            if (k % 2 == 1) {
                texts = texts.withFamilies(0.3 + 0.6 * random.nextDouble(), 2);
            }
            simulated(k % 2 == 1 ? "simulated texts, a family" : "simulated texts", new Simulation(texts).outputs(),
                    Arrays.stream(texts.meanErrors()).map(x -> -x).toArray(), false);
        }
    }

    private void simulated(String group, float[][][] outputs, double[] truth, boolean answers) {
        try (Arena arena = Arena.ofShared()) {
            Embeddings vectors = Embeddings.copyOf(arena,
                    Arrays.stream(outputs).flatMap(Arrays::stream).toArray(float[][]::new));
            judge(group, Generations.complete(vectors, truth.length), truth, answers);
        }
    }

    private void print() {
        System.out.printf("%n%-34s %s%n", "set", "stated probability → how often it was true, and pairs");
        List<String> groups = new ArrayList<>(sets.stream().map(Judged::group).distinct().toList());
        groups.add("real");
        groups.add("all");
        for (String group : groups) {
            var line = new StringBuilder();
            for (int bin = 0; bin + 1 < BINS.length; bin++) {
                int at = bin;
                List<Pair> in = pairs.stream().filter(pair -> belongs(pair.group(), group))
                        .filter(pair -> pair.stated() >= BINS[at] && pair.stated() < BINS[at + 1]).toList();
                if (!in.isEmpty()) {
                    line.append("  %.2f→%.2f (%d)".formatted(
                            in.stream().mapToDouble(Pair::stated).average().orElseThrow(),
                            in.stream().mapToDouble(pair -> pair.right() ? 1 : 0).average().orElseThrow(), in.size()));
                }
            }
            System.out.printf("%-34s%s%n", group, line);
        }
        System.out.printf("%n%-34s %s%n", "set", "verdict: sets, mean and smallest Spearman");
        for (String group : groups) {
            var line = new StringBuilder();
            for (Verdict verdict : Verdict.values()) {
                double[] found = sets.stream().filter(set -> belongs(set.group(), group))
                        .filter(set -> set.verdict() == verdict && !Double.isNaN(set.spearman()))
                        .mapToDouble(Judged::spearman).toArray();
                if (found.length > 0) {
                    line.append("  %s %d, %.2f, %.2f".formatted(verdict, found.length,
                            Arrays.stream(found).average().orElseThrow(), Arrays.stream(found).min().orElseThrow()));
                }
            }
            System.out.printf("%-34s%s%n", group, line);
        }
    }

    private static boolean belongs(String set, String group) {
        return group.equals("all") || set.equals(group) || (group.equals("real") && !set.startsWith("simulated"));
    }
}

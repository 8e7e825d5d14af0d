package dev.smoothie.pipeline;

import dev.smoothie.core.Belief;
import dev.smoothie.core.Routing;
import dev.smoothie.core.belief.Confidence;
import dev.smoothie.core.belief.SharedVariance;
import dev.smoothie.core.belief.Signal;
import dev.smoothie.core.belief.Signal.Verdict;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.Decision;
import dev.smoothie.pipeline.report.Decision.Kind;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.views.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes one decision of a ranking and its verdict, with the command that comes next.
 *
 * @param resources
 *            of the run
 * @param samples
 *            the files of the run
 * @param dataset
 *            the samples
 * @param ranking
 *            the result
 * @param routed
 *            whether samples were routed by their own outputs, or only ranked
 */
record Decider(Resources resources, Sources samples, Dataset dataset, Ranking ranking, boolean routed) {
    /** Labels for whole texts: with fifty the routes were better than without on most sets, see the guide on methods. */
    private static final int LABELS = 50;
    private static final int FEWEST_LABELS = 20;
    private static final int MOST_LABELS = 500;
    /** Sets up to this many outputs are read once more, to look for answers that the view did not look for. */
    private static final long SMALL = 50_000;
    /** In about so many samples. */
    private static final int LOOKED_AT = 20;
    /** A view is advised if it finds something in this part of their outputs. */
    private static final double FOUND = 0.9;
    /**
     * Votes are believed where the outputs of a sample have at least this part of their variance in common. A cautious
     * choice: on one of three sets with known answers they had less, and there the best generator beat the routes.
     */
    private static final double COMMON = 0.5;
    /** Routes are better than one generator if they are expected to be right this much more often. */
    private static final double LEAST_GAIN = 0.005;

    Decision decision() {
        if (routed && votesAgree()) {
            Optional<Decision> routes = routes(ranking.routing().orElseThrow());
            if (routes.isPresent()) {
                return routes.get();
            }
        }
        Belief belief = ranking.belief();
        if (belief.signal().verdict() == Verdict.NONE && ranking.labels().isEmpty()) {
            return doNotRank();
        }
        Confidence confidence = belief.evidence().confidence();
        return confidence.second() >= Confidence.STRONG ? useBest(confidence) : cannotTell(confidence);
    }

    /** Whether an answer with many votes is probably right, whoever gave it. */
    private boolean votesAgree() {
        SharedVariance agreement = ranking.belief().evidence().agreement();
        return byVotes() && agreement.beyondChance() && agreement.share() >= COMMON;
    }

    private boolean byVotes() {
        return ranking.estimate().probability() && ranking.reviews().isEmpty();
    }

    private String name(int place) {
        return ranking.generators().get(ranking.belief().comparisons().ranking().get(place));
    }

    /** Answers: votes say how often routes are right, and how often the best generator is. */
    private Optional<Decision> routes(Routing routing) {
        GlobalEstimate estimate = ranking.estimate();
        double single = 1 - estimate.error()[ranking.belief().comparisons().ranking().getFirst()];
        double right = 0;
        int count = 0;
        for (int sample = 0; sample < routing.routes().length; sample++) {
            int route = routing.routes()[sample];
            double error = route < 0 ? Double.NaN : routing.errors(sample)[route];
            if (!Double.isNaN(error)) {
                right += 1 - error;
                count++;
            }
        }
        if (count == 0 || right / count - single < LEAST_GAIN) {
            return Optional.empty();
        }
        return Optional.of(new Decision(Kind.USE_ROUTES, List.of(
                "decision: use the routes. As the votes tell, the chosen answers are right more often (%s) than those of %s alone (%s)"
                        .formatted(percent(right / count), name(0), percent(single)),
                "  both figures are too high where generators share mistakes"),
                "check it on %d samples of your own: write their \"scores\" into labels.jsonl, and type: %s".formatted(
                        FEWEST_LABELS, command("route", "--labels labels.jsonl -o routes.jsonl"))));
    }

    private Decision useBest(Confidence confidence) {
        return new Decision(Kind.USE_BEST,
                List.of(String.format(Locale.ROOT,
                        "decision: use %s. It is better than %s, the next, with an estimated probability of %.2f, and the best of all with %.2f",
                        name(0), name(1), confidence.second(), confidence.best())),
                routed
                        ? "check it on %d samples of your own: %s".formatted(FEWEST_LABELS,
                                command("route", "--labels labels.jsonl -o routes.jsonl"))
                        : "an output for each sample may be better still: %s"
                                .formatted(command("route", "-o routes.jsonl")));
    }

    private Decision cannotTell(Confidence confidence) {
        var lines = new ArrayList<String>();
        lines.add(routed && ranking.labels().isEmpty()
                ? String.format(Locale.ROOT,
                        "decision: whether these routes are better than %s alone is not known; it is better than %s, the next, with an estimated probability of %.2f",
                        name(0), name(1), confidence.second())
                : String.format(Locale.ROOT,
                        "decision: %s and %s cannot be told apart; that %s is better has an estimated probability of %.2f",
                        name(0), name(1), name(0), confidence.second()));
        rather().ifPresent(lines::add);
        return new Decision(Kind.CANNOT_TELL, lines, label(labels()));
    }

    /** Where the best generator is not known, the right answers may be. */
    private Optional<String> rather() {
        return !routed && votesAgree()
                ? Optional.of(
                        "  to choose an answer for each sample no ranking is needed: 'smoothie route' does it")
                : Optional.empty();
    }

    private Decision doNotRank() {
        var lines = new ArrayList<String>();
        lines.add(routed
                ? "decision: do not rely on these routes, nor on the ranking"
                : "decision: do not rank by this");
        rather().or(this::because).ifPresent(lines::add);
        return new Decision(Kind.DO_NOT_RANK, lines, answers()
                .map(view -> "most outputs have what the view %s looks for, so compare that: %s".formatted(view,
                        command(routed ? "route" : "score", "--view " + view + (routed ? " -o routes.jsonl" : ""))))
                .orElseGet(() -> label(labels())));
    }

    private Optional<String> because() {
        Signal.Evidence evidence = ranking.belief().evidence();
        if (!evidence.agreement().beyondChance()) {
            return Optional.of("  the outputs of a sample have no more in common than outputs of different samples");
        }
        return Optional.of(String.format(Locale.ROOT,
                "  of two generators, the better ranked is better with an estimated probability of %.2f; a coin has 0.50",
                evidence.confidence().overall()));
    }

    /** A view that finds answers in whole texts. */
    private Optional<View> answers() {
        if (resources.view().findsAnswers() || resources.compare() == Comparison.EQUALITY
                || (long) dataset.size() * dataset.generators().size() * dataset.repeats() > SMALL) {
            return Optional.empty();
        }
        List<String> outputs = some();
        return Stream.of("answer", "choice").map(View::parse).filter(view -> !outputs.isEmpty()
                && outputs.stream().filter(view::says).count() >= FOUND * outputs.size()).findFirst();
    }

    /** The outputs of some samples, evenly over the set. */
    private List<String> some() {
        int every = Math.ceilDiv(dataset.size(), LOOKED_AT);
        var outputs = new ArrayList<String>();
        dataset.inBlocks(resources.workers(), Extra.NOTHING, block -> IntStream.range(0, block.size())
                .mapToObj(block::get).filter(text -> text.index() % every == 0)
                .flatMap(text -> text.sample().generations().values().stream()).flatMap(List::stream)
                .filter(Objects::nonNull).toList(), outputs::addAll);
        return outputs;
    }

    private String label(int count) {
        int labelled = ranking.labels().map(labels -> labels.fit().samples().length).orElse(0);
        if (labelled >= dataset.size()) {
            return "take either of the two, or the cheaper one: all samples are scored already";
        }
        return "score the outputs of %s, write them with \"scores\" into labels.jsonl, and type: %s".formatted(
                count >= dataset.size()
                        ? "all samples"
                        : "about %d samples".formatted(count),
                routed
                        ? command("route", "--labels labels.jsonl -o routes.jsonl")
                        : command("score", "--labels labels.jsonl"));
    }

    /**
     * How many labels tell the best from the next. For answers {@code 4 d/Δ²}, two standard errors: d is the part of the
     * samples of which one of the two answers right and the other wrong, if they err independently, and Δ the difference
     * of their accuracies.
     */
    private int labels() {
        if (!byVotes()) {
            return LABELS;
        }
        double[] error = ranking.estimate().error();
        double a = error[ranking.belief().comparisons().ranking().get(0)];
        double b = error[ranking.belief().comparisons().ranking().get(1)];
        double needed = 4 * (a * (1 - b) + b * (1 - a)) / ((a - b) * (a - b));
        return (int) Math.clamp(10 * Math.ceil(needed / 10), FEWEST_LABELS, MOST_LABELS);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** The command with the files and options of this run that change what is compared. */
    private String command(String name, String options) {
        var line = new StringBuilder("smoothie " + name);
        samples.files().forEach(file -> line.append(' ').append(quoted(file)));
        boolean view = !options.contains("--view ") && !resources.view().toString().equals("full");
        line.append(view ? " --view " + quoted(resources.view().toString()) : "");
        line.append(resources.compare() == Comparison.EQUALITY ? " --compare equality" : "");
        return line + " " + options;
    }

    private static String quoted(String word) {
        return word.matches("[\\w./:+=@%,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

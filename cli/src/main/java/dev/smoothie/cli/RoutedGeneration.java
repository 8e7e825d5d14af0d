package dev.smoothie.cli;

import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.generate.GeneratorReport;
import dev.smoothie.engine.generate.GeneratorSpec;
import dev.smoothie.engine.generate.Price;
import dev.smoothie.engine.generate.Selection;
import dev.smoothie.engine.route.Router;
import dev.smoothie.spi.SmoothieException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Generates for {@code route}: everything before it routes, or what it routed to after.
 *
 * @param session
 *            of the command
 * @param specs
 *            whom to ask
 * @param target
 *            where the generations go
 * @param retryFailed
 *            whether to ask again for what failed for good
 * @param err
 *            standard error
 */
record RoutedGeneration(Session session, List<GeneratorSpec> specs, Path target, boolean retryFailed,
        PrintWriter err) {

    /**
     * What was generated.
     *
     * @param dataset
     *            the same samples with their generations
     * @param reports
     *            what came of each generator
     * @param savings
     *            what was not asked, in a line, where not everything was
     */
    record Generated(Dataset dataset, List<GeneratorReport> reports, Optional<String> savings) {

        /** For a person. */
        List<String> lines() {
            var lines = new ArrayList<>(new GenerationSummary(reports).lines());
            savings.ifPresent(lines::add);
            return lines;
        }
    }

    /** Every output of every generator; empty if the process is ending. */
    Optional<Generated> all(Dataset prompts) {
        return generate(prompts, specs, Selection.ALL).map(reports -> generated(reports, Optional.empty()));
    }

    /** Of each sample the output of the generator that it is routed to; empty if the process is ending. */
    Optional<Generated> chosen(Dataset prompts, List<String> generators, int[] routes) {
        List<GeneratorSpec> asked = specs.stream().filter(spec -> generators.contains(spec.name())).toList();
        int[] columns = asked.stream().mapToInt(spec -> generators.indexOf(spec.name())).toArray();
        return generate(prompts, asked, (sample, generator) -> routes[sample] == columns[generator])
                .map(reports -> generated(reports, Optional.of(savings(reports, routes))));
    }

    private Generated generated(List<GeneratorReport> reports, Optional<String> savings) {
        return new Generated(session.scan(List.of(target.toString())), reports, savings);
    }

    private Optional<List<GeneratorReport>> generate(Dataset prompts, List<GeneratorSpec> asked,
            Selection selection) {
        try (Generators generators = Generators.open(asked, session.plugins())) {
            return new GenerationRun(prompts, generators.all(), selection, target, retryFailed).run(err);
        }
    }

    /**
     * Whether a generator of the training set can be asked.
     *
     * @throws SmoothieException
     *             if none of them can
     */
    boolean[] askable(List<String> generators) {
        boolean[] askable = new boolean[generators.size()];
        boolean any = false;
        for (int g = 0; g < askable.length; g++) {
            String name = generators.get(g);
            askable[g] = specs.stream().anyMatch(spec -> spec.name().equals(name));
            any |= askable[g];
        }
        if (!any) {
            throw new SmoothieException(
                    "none of the generators of the training set (%s) is in --models (%s); names must be the same"
                            .formatted(String.join(", ", generators),
                                    String.join(", ", specs.stream().map(GeneratorSpec::name).toList())));
        }
        return askable;
    }

    /** What asking only the generator that was routed to has saved, in a line; costs where all prices are known. */
    private String savings(List<GeneratorReport> reports, int[] routes) {
        long routed = Arrays.stream(routes).filter(route -> route != Router.NONE).count();
        long every = (long) routes.length * specs.size();
        var parts = new ArrayList<String>();
        parts.add(
                String.format(Locale.ROOT, "asked for %,d outputs, not for all %,d: %,d requests saved", routed, every,
                        every - routed));
        everything(reports, routes.length).ifPresent(all -> parts.add(String.format(Locale.ROOT,
                "cost %.4f, not about %.4f", reports.stream().mapToDouble(report -> report.cost().orElse(0.0)).sum(),
                all)));
        return String.join("; ", parts);
    }

    /** What all outputs would have cost, if each generator's other outputs are like those it gave, or else like everybody's. */
    private Optional<Double> everything(List<GeneratorReport> reports, int samples) {
        long done = reports.stream().mapToLong(GeneratorReport::done).sum();
        if (done == 0 || specs.stream().anyMatch(spec -> spec.price().isEmpty())) {
            return Optional.empty();
        }
        long input = reports.stream().mapToLong(GeneratorReport::inputTokens).sum();
        long output = reports.stream().mapToLong(GeneratorReport::outputTokens).sum();
        double all = 0;
        for (GeneratorSpec spec : specs) {
            Price price = spec.price().orElseThrow();
            Optional<GeneratorReport> own = reports.stream()
                    .filter(report -> report.name().equals(spec.name()) && report.done() > 0).findFirst();
            all += own.map(report -> report.cost().orElseThrow() / report.done())
                    .orElse(price.of(input, output) / done) * samples;
        }
        return Optional.of(all);
    }
}

package dev.smoothie.pipeline;

import dev.smoothie.core.route.Router;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.generation.GeneratorReport;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.Price;
import dev.smoothie.pipeline.generation.Selection;
import dev.smoothie.pipeline.report.Generated;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Generates outputs for {@link Route}: all outputs before samples are routed, or afterwards only those of the chosen
 * generators.
 *
 * @param session
 *            of the use case
 * @param asking
 *            the generators to ask, and where the outputs are written
 */
record RouteGeneration(Session session, Asking asking) {

    /**
     * Asks every generator for every output. Returns the samples with these outputs; empty if the generation was
     * stopped.
     */
    Optional<Dataset> all(Dataset prompts) {
        return generate(prompts, asking.generators(), Selection.ALL)
                .map(reports -> generated(reports, Optional.empty()));
    }

    /**
     * Asks for each sample the generator that it is routed to. Returns the samples with these outputs; empty if the
     * generation was stopped.
     *
     * @param generators
     *            the generators, in the order of the columns
     * @param routes
     *            the column that each sample is routed to, {@code [n]}
     */
    Optional<Dataset> chosen(Dataset prompts, List<String> generators, int[] routes) {
        List<GeneratorSpec> asked = asking.generators().stream().filter(spec -> generators.contains(spec.name()))
                .toList();
        int[] columns = asked.stream().mapToInt(spec -> generators.indexOf(spec.name())).toArray();
        return generate(prompts, asked, (sample, generator) -> routes[sample] == columns[generator])
                .map(reports -> generated(reports, Optional.of(savings(reports, routes))));
    }

    private Dataset generated(List<GeneratorReport> reports, Optional<String> savings) {
        session.generated(new Generated(reports, savings));
        return session.scan(List.of(asking.output().toString()));
    }

    private Optional<List<GeneratorReport>> generate(Dataset prompts, List<GeneratorSpec> asked,
            Selection selection) {
        return new GenerationRun(prompts, asked, selection, asking).run(session);
    }

    /**
     * Whether each generator of the training set is among those that can be asked, {@code [m]}.
     *
     * @throws SmoothieException
     *             if none of them is
     */
    boolean[] askable(List<String> generators) {
        boolean[] askable = new boolean[generators.size()];
        boolean any = false;
        for (int g = 0; g < askable.length; g++) {
            askable[g] = asking.names().contains(generators.get(g));
            any |= askable[g];
        }
        if (!any) {
            throw new SmoothieException(
                    "none of the generators of the training set (%s) is in --models (%s); give the generators the same names in both"
                            .formatted(String.join(", ", generators), String.join(", ", asking.names())));
        }
        return askable;
    }

    /**
     * A line about what was saved by asking only the generators that were routed to. It has costs if all prices are
     * known.
     */
    private String savings(List<GeneratorReport> reports, int[] routes) {
        long routed = Arrays.stream(routes).filter(route -> route != Router.NONE).count();
        long every = (long) routes.length * asking.generators().size();
        var parts = new ArrayList<String>();
        parts.add(
                String.format(Locale.ROOT, "asked for %,d outputs, not for all %,d: %,d requests saved", routed, every,
                        every - routed));
        everything(reports, routes.length).ifPresent(all -> parts.add(String.format(Locale.ROOT,
                "cost %.4f, not about %.4f", reports.stream().mapToDouble(report -> report.cost().orElse(0.0)).sum(),
                all)));
        return String.join("; ", parts);
    }

    /**
     * An estimate of what all outputs would have cost. It assumes that a generator's other outputs cost as much as
     * those that it gave, or, if it gave none, as much as the average of all.
     */
    private Optional<Double> everything(List<GeneratorReport> reports, int samples) {
        long done = reports.stream().mapToLong(GeneratorReport::done).sum();
        if (done == 0 || asking.generators().stream().anyMatch(spec -> spec.price().isEmpty())) {
            return Optional.empty();
        }
        long input = reports.stream().mapToLong(GeneratorReport::inputTokens).sum();
        long output = reports.stream().mapToLong(GeneratorReport::outputTokens).sum();
        double all = 0;
        for (GeneratorSpec spec : asking.generators()) {
            Price price = spec.price().orElseThrow();
            Optional<GeneratorReport> own = reports.stream()
                    .filter(report -> report.name().equals(spec.name()) && report.done() > 0).findFirst();
            all += own.map(report -> report.cost().orElseThrow() / report.done())
                    .orElse(price.of(input, output) / done) * samples;
        }
        return Optional.of(all);
    }
}

package dev.smoothie.pipeline;

import dev.smoothie.bindings.Availability;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.Finding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Routes samples on every backend that works here, and holds the routes and the estimates against those of the backend
 * {@code scalar}. This is the use case of {@code smoothie doctor --self-test}. The texts are embedded once, so that the
 * embedder is tested too, and any difference is one between backends.
 *
 * @param resources
 *            the threads, the plugins, the embedder and the view; its backend is not asked
 * @param samples
 *            what is routed
 */
public record SelfTest(Resources resources, Sources samples) {
    private static final String TESTED = "self-test";
    private static final String ORACLE = "scalar";
    private static final int NEIGHBORS = 20;

    /**
     * Routes the samples on all backends.
     *
     * @return for each backend how far it agrees, or why it is not there
     * @throws dev.smoothie.spi.SmoothieException
     *             if the samples cannot be read or embedded
     */
    public List<Finding> run(Listener listener) {
        return Session.run(resources, listener, session -> {
            Dataset dataset = session.scan(samples.files());
            Samples embedded = session.compared(dataset, dataset.generators(),
                    EnumSet.of(Part.GENERATIONS, Part.INPUTS), samples);
            List<Finding> findings = findings(session, dataset, embedded);
            session.close();
            return Optional.of(findings);
        }).orElseThrow();
    }

    /** Whether it says of a backend that it is there and does not agree. */
    public static boolean failed(Finding finding) {
        return finding.kind().equals(TESTED) && !finding.available();
    }

    private List<Finding> findings(Session session, Dataset dataset, Samples embedded) {
        List<Routing> oracle = routings(session, dataset, embedded, Backends.choose(ORACLE).backend());
        var findings = new ArrayList<Finding>();
        Backends.all().forEach((name, backend) -> findings.add(switch (backend) {
            case Availability.Absent<Backend>(String reason, String remedy) ->
                new Finding("not tested", name, false, "%s; %s".formatted(reason, remedy));
            case Availability.Present<Backend>(Backend there) ->
                compared(name, oracle, routings(session, dataset, embedded, there.insistedOn()));
        }));
        return findings;
    }

    private List<Routing> routings(Session session, Dataset dataset, Samples embedded, Backend backend) {
        var smoothie = new Smoothie(backend, resources.workers(), dataset.generators()::get,
                new NeighborLookup.Exact());
        return List.<Method>of(new Method.Local(NEIGHBORS), new Method.Vote(OptionalInt.empty(), false)).stream()
                .map(method -> smoothie.route(session.arena(), embedded, method)).toList();
    }

    private static Finding compared(String name, List<Routing> oracle, List<Routing> found) {
        var agreement = new ArrayList<String>();
        boolean agrees = true;
        for (int i = 0; i < oracle.size(); i++) {
            Agreement there = Agreement.of(oracle.get(i), found.get(i));
            agrees &= there.holds();
            agreement.add("%s: %s".formatted(oracle.get(i).method().label(), there.line()));
        }
        return new Finding(TESTED, name, agrees, String.join("; ", agreement));
    }
}

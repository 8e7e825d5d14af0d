package dev.smoothie.cli.options;

import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Method;
import dev.smoothie.core.Methods;
import dev.smoothie.pipeline.MethodPlan;
import dev.smoothie.pipeline.SearchChoice;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose the method. */
public final class MethodOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private enum Name {
        local("local"), global("global"), posterior("posterior"), consensus("consensus"), shrunk("shrunk"), vote(
                "vote"), reviews("reviews"), reviewsAndAgreement("reviews+agreement");

        private final String label;

        Name(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }

        boolean looksUpNone() {
            return this == global || this == reviews || this == reviewsAndAgreement;
        }
    }

    @Option(order = OptionSections.METHOD, names = "--method", paramLabel = "METHOD", description = {
            "How to estimate which output of a sample is best. Default: local with --train or --neighbors; otherwise vote"
                    + " where the view or --compare says that outputs are answers, and shrunk for whole texts. With --fitted:"
                    + " vote where answers were fitted, otherwise local.",
            "local: from the outputs for similar inputs (neighbours)",
            "global: from all outputs, the same for every sample",
            "posterior: by the distance of each output to the weighted mean of the sample's outputs",
            "consensus: by how many good generators say nearly the same",
            "shrunk: for whole texts; consensus, drawn towards what each generator has on average",
            "vote: for answers; as consensus, with accuracies that are estimated from the votes themselves. With --fitted: by"
                    + " what the votes of others have taught; with --neighbors, of similar inputs",
            "reviews: by the scores that judges gave the outputs (the field \"reviews\"); needs no embeddings",
            "reviews+agreement: the same, with agreement of the outputs as one judge more"})
    private Name method;

    @Option(order = OptionSections.METHOD
            + 1, names = "--neighbors", paramLabel = "K", description = "How many similar inputs count, the sample's own"
                    + " included; with 1, and without --train, its own outputs alone. Default: 20 for local, all inputs for"
                    + " posterior, consensus, shrunk and vote.")
    private String neighbors;

    /** Checks the options and returns the method that was named; empty if none was. */
    Optional<Method> named() {
        OptionalInt k = neighbors == null ? OptionalInt.empty() : count();
        if (neighbors != null && method != null && method.looksUpNone()) {
            throw usage("--neighbors has no meaning with --method %s; leave it out, or use --method local"
                    .formatted(method));
        }
        if (method == null && neighbors == null) {
            return Optional.empty();
        }
        return Optional.of(switch (method == null ? Name.local : method) {
            case local -> k.isPresent() ? new Method.Local(k.getAsInt()) : Methods.LOCAL;
            case global -> new Method.Global();
            case posterior -> new Method.Posterior(k);
            case consensus -> new Method.Consensus(k);
            case shrunk -> new Method.Shrunk(k, new FamilyChoice.Found());
            case vote -> new Method.Vote(k, false);
            case reviews -> new Method.Reviews(false);
            case reviewsAndAgreement -> new Method.Reviews(true);
        });
    }

    /** The method that was asked for, with neighbours from {@code search}. */
    public MethodPlan plan(Optional<SearchChoice> search) {
        return new MethodPlan(named(), search);
    }

    private OptionalInt count() {
        int count;
        try {
            count = Integer.parseInt(neighbors);
        } catch (NumberFormatException _) {
            throw usage("--neighbors: '%s' is not a whole number of at most %d".formatted(neighbors,
                    Integer.MAX_VALUE));
        }
        if (count < 1) {
            throw usage("--neighbors must be at least 1, got " + count);
        }
        return OptionalInt.of(count);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

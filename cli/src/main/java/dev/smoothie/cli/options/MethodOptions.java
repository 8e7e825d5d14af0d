package dev.smoothie.cli.options;

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
    private static final String AUTO = "auto";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private enum Name {
        local("local"), global("global"), posterior("posterior"), consensus("consensus"), vote("vote"), reviews(
                "reviews"), reviewsAndAgreement("reviews+agreement"), auto("auto");

        private final String label;

        Name(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }

        boolean isReviews() {
            return this == reviews || this == reviewsAndAgreement;
        }
    }

    @Option(order = OptionSections.METHOD, names = "--method", paramLabel = "METHOD", description = {
            "How to estimate which output of a sample is best. Default: local.",
            "local: from the outputs for similar inputs (neighbours)",
            "global: from all outputs, the same for every sample",
            "posterior: by the distance of each output to the weighted mean of the sample's outputs",
            "consensus: by how many good generators say nearly the same",
            "vote: for answers; as consensus, with accuracies that are estimated from the votes themselves",
            "reviews: by the scores that judges gave the outputs (the field \"reviews\"); needs no embeddings",
            "reviews+agreement: the same, with agreement of the outputs as one judge more",
            "auto: the one of the first four whose choices are nearest to the outputs of a generator that is hidden from it"})
    private Name method = Name.local;

    @Option(order = OptionSections.METHOD
            + 1, names = "--neighbors", paramLabel = "K", description = "How many similar inputs count, the sample's own"
                    + " included; with 1, and without --train, its own outputs alone. auto, for local: choose the number as"
                    + " the method auto does. Default: 20 for local, all for posterior, consensus and vote.")
    private String neighbors;

    /** Checks the options and returns the method that was named; empty if one is to be chosen from the data. */
    Optional<Method> named() {
        OptionalInt k = neighbors == null || neighbors.equals(AUTO) ? OptionalInt.empty() : count();
        if (neighbors != null && (method == Name.global || method == Name.auto || method.isReviews())) {
            throw usage("--neighbors has no meaning with --method %s; leave it out, or use --method local"
                    .formatted(method));
        }
        if (AUTO.equals(neighbors) && method != Name.local) {
            throw usage("--neighbors auto chooses for --method local, not for %s; name a number, or use --method auto"
                    .formatted(method));
        }
        return switch (method) {
            case auto -> Optional.empty();
            case local -> AUTO.equals(neighbors)
                    ? Optional.empty()
                    : Optional.of(k.isPresent() ? new Method.Local(k.getAsInt()) : Methods.STANDARD);
            case global -> Optional.of(new Method.Global());
            case posterior -> Optional.of(new Method.Posterior(k));
            case consensus -> Optional.of(new Method.Consensus(k));
            case reviews -> Optional.of(new Method.Reviews(false));
            case reviewsAndAgreement -> Optional.of(new Method.Reviews(true));
            case vote -> Optional.of(new Method.Vote(k, false));
        };
    }

    /** The method that was asked for, with neighbours from {@code search}. */
    public MethodPlan plan(Optional<SearchChoice> search) {
        return new MethodPlan(named(), method == Name.auto ? Methods.ALL : Methods.NEIGHBORHOODS, search);
    }

    private OptionalInt count() {
        int count;
        try {
            count = Integer.parseInt(neighbors);
        } catch (NumberFormatException _) {
            throw usage("--neighbors: '%s' is not auto or a whole number of at most %d".formatted(neighbors,
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

package dev.smoothie.cli.options;

import dev.smoothie.core.Method;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The option that says what a ranking is by. */
public final class RankingMethod {

    private enum Name {
        global("global"), vote("vote"), reviews("reviews"), reviewsAndAgreement("reviews+agreement");

        private final String label;

        Name(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }

        Method method() {
            return switch (this) {
                case global -> new Method.Global();
                case vote -> new Method.Vote(OptionalInt.empty(), false);
                case reviews -> new Method.Reviews(false);
                case reviewsAndAgreement -> new Method.Reviews(true);
            };
        }
    }

    @Option(order = OptionSections.METHOD, names = "--method", paramLabel = "METHOD", description = {
            "What the ranking is by. Default: vote where the view or --compare says that outputs are answers, otherwise"
                    + " global.",
            "global: the distances between outputs",
            "vote: for answers; quality is the probability that an output is right",
            "reviews: by the scores that judges gave the outputs (the field \"reviews\"); needs no embeddings",
            "reviews+agreement: the same, with agreement of the outputs as one judge more"})
    private Name method;

    /** The method; empty for the one that suits what is compared. */
    public Optional<Method> method() {
        return Optional.ofNullable(method).map(Name::method);
    }
}

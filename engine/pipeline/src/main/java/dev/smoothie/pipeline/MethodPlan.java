package dev.smoothie.pipeline;

import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Method;
import dev.smoothie.core.Methods;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.fitted.FittedManifest;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How samples are routed: by a named method, or by the one that suits what is compared.
 *
 * @param named
 *            the method; if empty, local where generators are estimated from training samples, vote where
 *            answers are compared, and shrunk where whole texts are
 * @param search
 *            how neighbours are looked up; empty for exact search
 */
public record MethodPlan(Optional<Method> named, Optional<SearchChoice> search) {

    /** The method that suits what is compared. */
    public static final MethodPlan STANDARD = new MethodPlan(Optional.empty(), Optional.empty());

    /**
     * A method, and why it was taken.
     *
     * @param why
     *            to be read after its name; empty if it was asked for
     */
    record Choice(Method method, Optional<String> why) {
        /** A line for the log; empty if the method was asked for. */
        Optional<String> note() {
            return why
                    .map(reason -> "method: %s, because %s; --method names another".formatted(method.label(), reason));
        }
    }

    /** {@code method}, with exact neighbours. */
    public static MethodPlan of(Method method) {
        return new MethodPlan(Optional.of(method), Optional.empty());
    }

    /**
     * The method for samples whose outputs are there, or for samples that are routed by what is known of others.
     *
     * @param trained
     *            whether generators are estimated from training samples
     * @param families
     *            who counts as one generator
     */
    Choice choice(Resources resources, boolean trained, FamilyChoice families) {
        if (named.isPresent()) {
            Method method = resources.compare().of(named.get());
            return new Choice(method instanceof Method.Shrunk(OptionalInt k, FamilyChoice _)
                    ? new Method.Shrunk(k, families)
                    : method, Optional.empty());
        }
        if (trained || search.isPresent()) {
            return new Choice(Methods.LOCAL, Optional.of(trained
                    ? "the samples are routed by the outputs of others"
                    : "a search for neighbours was asked for"));
        }
        return answers(resources)
                .map(answers -> new Choice(resources.compare().of(new Method.Vote(OptionalInt.empty(), false)),
                        Optional.of(answers)))
                .orElseGet(() -> new Choice(new Method.Shrunk(OptionalInt.empty(), families),
                        Optional.of("whole texts are compared")));
    }

    /**
     * The method for samples that are routed by a fitted state.
     *
     * @param families
     *            who counts as one generator
     */
    Choice choice(Resources resources, FittedManifest state, FamilyChoice families) {
        if (named.isPresent()) {
            return choice(resources, true, families);
        }
        if (state.votes().isPresent()) {
            Method vote = new Method.Vote(
                    state.inputs() ? OptionalInt.of(state.votes().get().neighbors()) : OptionalInt.empty(), false);
            return new Choice(resources.compare().of(vote), Optional.of("answers were fitted"));
        }
        return state.inputs()
                ? choice(resources, true, families)
                : new Choice(new Method.Global(), Optional.of("samples without inputs were fitted"));
    }

    /** Why outputs are compared as answers; empty if they are compared as texts. */
    static Optional<String> answers(Resources resources) {
        if (resources.compare() == Comparison.EQUALITY) {
            return Optional.of("outputs are compared by equality");
        }
        return resources.view().findsAnswers()
                ? Optional.of("the view %s compares answers".formatted(resources.view()))
                : Optional.empty();
    }
}

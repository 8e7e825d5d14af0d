package dev.smoothie.cli;

import dev.smoothie.engine.Method;
import dev.smoothie.engine.Methods;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How errors are estimated. */
final class MethodOptions {
    private static final String AUTO = "auto";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private enum Name {
        local, global, posterior, consensus, auto
    }

    @Option(order = OptionSections.METHOD, names = "--method", paramLabel = "METHOD", description = {
            "local: by the outputs for similar inputs (default)", "global: by all outputs, the same for every sample",
            "posterior: each output by its distance to the weighted mean of the sample's outputs; weights are global, or"
                    + " local with --neighbors",
            "consensus: the output to which outputs of good generators are near; weights as for posterior",
            "auto: the one of these that agrees best with a held-out generator"})
    private Name method = Name.local;

    @Option(order = OptionSections.METHOD
            + 1, names = "--neighbors", paramLabel = "K", description = "How many similar inputs, the sample's own among"
                    + " them. Default: 20 for local. With 1 and without --train, a sample's own outputs decide. auto, for"
                    + " local: as many as agree best with a held-out generator.")
    private String neighbors;

    /** The method that was named; empty where one is to be chosen from {@link #candidates}. */
    Optional<Method> named() {
        OptionalInt k = neighbors == null || neighbors.equals(AUTO) ? OptionalInt.empty() : count();
        if (neighbors != null && (method == Name.global || method == Name.auto)) {
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
        };
    }

    /** What to choose from where none was named. */
    List<Method> candidates() {
        return method == Name.auto ? Methods.ALL : Methods.NEIGHBORHOODS;
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

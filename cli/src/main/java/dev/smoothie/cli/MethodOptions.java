package dev.smoothie.cli;

import dev.smoothie.engine.Method;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How errors are estimated. */
final class MethodOptions {
    /** Neighbours in the paper's experiments (Guha et al. 2024, §5). */
    private static final int DEFAULT_NEIGHBORS = 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private enum Name {
        local, global, posterior
    }

    @Option(order = OptionSections.METHOD, names = "--method", paramLabel = "METHOD", description = {
            "local: by the outputs for similar inputs (default)", "global: by all outputs, the same for every sample",
            "posterior: each output by its distance to the weighted mean of the sample's outputs; weights are global, or"
                    + " local with --neighbors"})
    private Name method = Name.local;

    @Option(order = OptionSections.METHOD
            + 1, names = "--neighbors", paramLabel = "K", description = "How many similar inputs, the sample's own among"
                    + " them. Default: 20 for local. With 1 and without --train, a sample's own outputs decide.")
    private Integer neighbors;

    Method method() {
        if (neighbors != null && neighbors < 1) {
            throw new ParameterException(spec.commandLine(), "--neighbors must be at least 1, got " + neighbors);
        }
        if (neighbors != null && method == Name.global) {
            throw new ParameterException(spec.commandLine(),
                    "--neighbors has no meaning with --method global; leave it out, or use --method local");
        }
        return switch (method) {
            case local -> new Method.Local(neighbors == null ? DEFAULT_NEIGHBORS : neighbors);
            case global -> new Method.Global();
            case posterior -> new Method.Posterior(neighbors == null ? OptionalInt.empty() : OptionalInt.of(neighbors));
        };
    }
}

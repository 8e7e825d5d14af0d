package dev.smoothie.cli;

import dev.smoothie.engine.compute.Backends;
import dev.smoothie.engine.parallel.Workers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What computes, and on how many threads. */
final class ComputeOptions {
    private static final String AUTO = "auto";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.COMPUTE, names = "--backend", paramLabel = "NAME", defaultValue = "${env:SMOOTHIE_BACKEND:-auto}", description = "auto, openblas, vector or scalar. Default: what"
            + " SMOOTHIE_BACKEND says, else auto, the fastest that works here; 'smoothie doctor' lists them.")
    private String backend;

    @Option(order = OptionSections.COMPUTE
            + 1, names = "--threads", paramLabel = "N", description = "Threads to use. Default: one for each processor.")
    private Integer threads;

    Backends.Choice backend() {
        if (!backend.equals(AUTO) && !Backends.names().contains(backend)) {
            throw new ParameterException(spec.commandLine(), "--backend: there is no '%s'; known are %s, %s".formatted(
                    backend, AUTO, String.join(", ", Backends.names())));
        }
        return Backends.choose(backend);
    }

    Workers workers() {
        if (threads == null) {
            return Workers.all();
        }
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, got " + threads);
        }
        return new Workers(threads);
    }
}

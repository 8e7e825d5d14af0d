package dev.smoothie.cli;

import dev.smoothie.engine.compute.Backends;
import dev.smoothie.engine.parallel.Workers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What computes, and on how many threads. */
final class ComputeOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--backend", paramLabel = "NAME", defaultValue = "auto", description = "What computes: auto,"
            + " openblas, vector or scalar. Default: the fastest that works here; 'smoothie doctor' lists them.")
    private String backend;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use. Default: one for each processor.")
    private Integer threads;

    Backends.Choice backend() {
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

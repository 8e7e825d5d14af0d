package dev.smoothie.cli;

import dev.smoothie.engine.compute.Backends;
import dev.smoothie.engine.compute.CudaBackend;
import dev.smoothie.engine.cuda.Precision;
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

    @Option(order = OptionSections.COMPUTE, names = "--backend", paramLabel = "NAME", defaultValue = "${env:SMOOTHIE_BACKEND:-auto}", description = "auto, cuda, openblas, vector or scalar. Default: what"
            + " SMOOTHIE_BACKEND says, else auto, the fastest that works here; 'smoothie doctor' lists them.")
    private String backend;

    @Option(order = OptionSections.COMPUTE
            + 2, names = "--precision", paramLabel = "MODE", description = "What the backend cuda screens in: auto, bf16, tf32,"
                    + " bf16x3 or fp32. The neighbours are the same. Default: auto, the fastest that certifies a sample.")
    private String precision = AUTO;

    @Option(order = OptionSections.COMPUTE
            + 1, names = "--threads", paramLabel = "N", description = "Threads to use. Default: one for each processor.")
    private Integer threads;

    Backends.Choice backend() {
        if (!backend.equals(AUTO) && !Backends.names().contains(backend)) {
            throw new ParameterException(spec.commandLine(), "--backend: there is no '%s'; known are %s, %s".formatted(
                    backend, AUTO, String.join(", ", Backends.names())));
        }
        if (!precision.equals(AUTO) && !Precision.labels().contains(precision)) {
            throw new ParameterException(spec.commandLine(), "--precision: there is no '%s'; known are %s, %s"
                    .formatted(precision, AUTO, String.join(", ", Precision.labels())));
        }
        Backends.Choice choice = Backends.choose(backend);
        return precision.equals(AUTO) ? choice : screening(choice);
    }

    private Backends.Choice screening(Backends.Choice choice) {
        if (choice.backend() instanceof CudaBackend cuda) {
            return new Backends.Choice(cuda.screeningIn(Precision.of(precision)),
                    "%s; screening in %s, as asked".formatted(choice.why(), precision));
        }
        throw new ParameterException(spec.commandLine(), "--precision %s is for the backend cuda, and this is %s"
                .formatted(precision, choice.backend().name()));
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

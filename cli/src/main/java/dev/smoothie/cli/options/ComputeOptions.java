package dev.smoothie.cli.options;

import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.embedding.EmbeddingPlace;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.views.View;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose the backend and the number of threads. */
public final class ComputeOptions {
    private static final String AUTO = "auto";
    private static final Set<String> COMPUTING = Set.of("route", "score", "evaluate", "fit");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.COMPUTE, names = "--backend", paramLabel = "NAME", defaultValue = "${env:SMOOTHIE_BACKEND:-auto}", description = "cuda (NVIDIA cards),"
            + " openblas, vector, scalar, or auto: the first of these that works here ('smoothie doctor' shows which do). All"
            + " find the same neighbours. Default: the variable SMOOTHIE_BACKEND, else auto.")
    private String backend;

    @Option(order = OptionSections.COMPUTE
            + 2, names = "--precision", paramLabel = "MODE", description = "How precisely the backend cuda looks for candidates: fp16,"
                    + " bf16, tf32, bf16x3, fp32 or auto. Only the speed differs. Default: auto, the fastest that suffices"
                    + " for a sample of the data.")
    private String precision = AUTO;

    @Option(order = OptionSections.COMPUTE
            + 1, names = "--threads", paramLabel = "N", description = "How many threads to use. Default: one for each processor.")
    private Integer threads;

    /**
     * Begins to look for the backend, if a command that computes will want the best there is. Called before the command
     * line is parsed, which takes about as long.
     */
    public static void seekBackend(String[] args) {
        boolean computes = args.length > 1 && COMPUTING.contains(args[0]) && System.getenv("SMOOTHIE_BACKEND") == null;
        for (String arg : args) {
            computes &= !arg.startsWith("--backend") && !arg.equals("--help") && !arg.equals("-h");
        }
        if (computes) {
            Backends.seek();
        }
    }

    private Backends.Choice backend() {
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
        return choice.backend().screeningIn(Precision.of(precision))
                .map(backend -> new Backends.Choice(backend,
                        "%s; screening in %s, as asked".formatted(choice.why(), precision)))
                .orElseThrow(() -> new ParameterException(spec.commandLine(),
                        "--precision %s is for the backend cuda only, and the backend is %s; leave --precision out, or use --backend cuda"
                                .formatted(precision,
                                        choice.backend().name())));
    }

    private Workers workers() {
        if (threads == null) {
            return Workers.all();
        }
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, got " + threads);
        }
        return new Workers(threads);
    }

    /**
     * The resources of a use case. The backend is chosen now, so that one that does not work is reported before
     * anything else.
     */
    public Resources resources(EmbedderOptions texts) {
        View view = texts.view();
        EmbeddingPlace place = texts.place();
        Workers chosen = workers();
        Backends.Choice choice = backend();
        return new Resources(() -> choice, chosen, texts.roots(), texts.embedder(), place, view,
                texts.comparison(), texts.cache(), ReadOptions.DEFAULT);
    }
}

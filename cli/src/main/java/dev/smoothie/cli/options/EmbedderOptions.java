package dev.smoothie.cli.options;

import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddingPlace;
import dev.smoothie.pipeline.fitted.EmbedderUse;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.kept.VectorCache;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose the embedder and the view. */
public final class EmbedderOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private enum How {
        embedding, equality
    }

    @Option(order = OptionSections.TEXTS, names = "--view", paramLabel = "VIEW", description = {
            "Which part of an output is compared. Default: full.",
            "full: the whole output",
            "answer: a JSON field \"answer\", \\boxed{...}, \"the answer is ...\" or \"#### ...\"; the first that is there",
            "number: the last number", "choice: the letter of a multiple choice",
            "code: the last block of code between fences",
            "first-line: the first line, without special tokens such as </s>",
            "regex:PATTERN: the first group of the pattern's last match that is not empty",
            "json:POINTER: a value in the first JSON object that has it, as in json:/answer",
            "input+output: the input, a space, and the output"})
    private String view = "full";

    @Option(order = OptionSections.TEXTS, names = "--compare", paramLabel = "HOW", description = {
            "How outputs are compared. Default: embedding.", "embedding: by the distance between embeddings",
            "equality: the same answer or not; numbers count as numbers, and no embedder is needed for outputs"})
    private How compare = How.embedding;

    @Option(order = OptionSections.TEXTS
            + 1, names = "--embedder", paramLabel = "NAME[:OPTIONS]", description = "What turns texts into embeddings."
                    + " onnx (default): bge-small-en-v1.5, bundled. onnx:DIR: a sentence-transformers export in a folder."
                    + " static: a table made from the bundled model at its first use, hundreds of times as fast."
                    + " 'smoothie plugins' lists others.")
    private String embedder = "onnx";

    @Option(order = OptionSections.TEXTS
            + 2, names = "--embed-on", paramLabel = "PLACE", description = "Where texts are embedded. auto: on a card, if"
                    + " there is one that can run the embedder; otherwise on the processor. cpu, card: there. Vectors of"
                    + " the two are not for the same comparison. Default: auto.")
    private String place = EmbeddingPlace.AUTO.label();

    @Option(order = OptionSections.TEXTS
            + 3, names = "--no-cache", description = "Embed all texts, and keep no vectors. Default: vectors of texts are kept"
                    + " for later runs, in a folder that 'smoothie cache' shows.")
    private boolean noCache;

    @Mixin
    private PluginDirs directories;

    /** The embedder as the user gave it: {@code NAME} or {@code NAME:OPTIONS}. */
    public String embedder() {
        return embedder;
    }

    /** Where texts are embedded. */
    public EmbeddingPlace place() {
        return Arrays.stream(EmbeddingPlace.values()).filter(known -> known.label().equals(place)).findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(),
                        "--embed-on: there is no '%s'; known are %s"
                                .formatted(place, Arrays.stream(EmbeddingPlace.values()).map(EmbeddingPlace::label)
                                        .collect(Collectors.joining(", ")))));
    }

    /** Whether the user has named an embedder. */
    public boolean named() {
        return given("--embedder");
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** The same options; of the fitted state in a folder, where the user has not given them. */
    public void likeState(Path state) {
        like(FittedState.manifest(state));
    }

    /** The same options; of a fitted state, where the user has not given them. */
    public EmbedderOptions like(FittedManifest state) {
        view = given("--view") ? view : state.view().toString();
        embedder = named() ? embedder : state.embedder().map(EmbedderUse::name).orElse(embedder);
        if (!given("--compare")) {
            compare = state.compare() == Comparison.EQUALITY ? How.equality : How.embedding;
        }
        return this;
    }

    /** How outputs are compared. */
    public Comparison comparison() {
        return compare == How.equality ? Comparison.EQUALITY : Comparison.EMBEDDING;
    }

    public View view() {
        try {
            return View.parse(view);
        } catch (SmoothieException e) {
            throw new ParameterException(spec.commandLine(), "--view: " + e.getMessage(), e);
        }
    }

    /** Where vectors are kept; empty if they are not to be. */
    public Optional<VectorCache> cache() {
        return noCache ? Optional.empty() : VectorCache.ofUser().forRuns();
    }

    public List<Path> roots() {
        return directories.roots();
    }
}

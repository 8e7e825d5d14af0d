package dev.smoothie.pipeline.encoders;

import dev.smoothie.bindings.Availability;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reads encoders from files. */
public final class EncoderFiles {

    private EncoderFiles() {}

    /**
     * Reads the encoder whose weights are in {@code weights}: a {@code .safetensors} file, a
     * {@code .safetensors.index.json} with its parts beside it, or an ONNX graph with its external data beside it. A
     * {@code config.json} beside it, or above a folder {@code onnx}, is read as well. What the graph, that file and
     * {@code known} say of the model must agree.
     *
     * @param arena
     *            in which the files are mapped; the weights are valid while it is open
     * @return the encoder, or in one line why this program cannot compute it: another architecture, a broken file, a
     *         number that nothing states
     */
    public static Availability<EncoderModel> read(Path weights, EncoderFacts known, Arena arena) {
        try {
            return new Availability.Present<>(model(weights, known, arena));
        } catch (UnusableWeights e) {
            return new Availability.Absent<>(e.getMessage(), e.remedy());
        } catch (CoreException | SmoothieException e) {
            return new Availability.Absent<>(e.getMessage(), UnusableWeights.PLAIN_EXPORT);
        }
    }

    private static EncoderModel model(Path path, EncoderFacts known, Arena arena) {
        Optional<EncoderConfiguration> configuration = EncoderConfiguration.beside(path);
        configuration.ifPresent(EncoderConfiguration::requireSupported);
        Found found = found(path, arena);
        EncoderWeights weights = found.weights();
        EncoderFacts facts = found.facts().and(known, path.toString(), "the graph", "the embedder says");
        if (configuration.isPresent()) {
            EncoderConfiguration stated = configuration.get();
            stated.requireShape(weights.shape(), weights.source());
            facts = facts.and(stated.facts(), path.toString(), "the model", "%s says".formatted(stated.file()));
        }
        Optional<String> missing = facts.missing();
        if (missing.isPresent()) {
            throw new UnusableWeights("%s: nothing says %s".formatted(path, missing.get()),
                    "put the model's config.json beside it");
        }
        return new EncoderModel(weights, facts.heads().getAsInt(), (float) facts.epsilon().getAsDouble(),
                facts.firstPosition().getAsInt());
    }

    /** What a file of weights gives by itself. */
    record Found(EncoderWeights weights, EncoderFacts facts) {}

    private static Found found(Path path, Arena arena) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors") || name.endsWith(".safetensors" + Safetensors.INDEX)) {
            Safetensors file = Safetensors.open(path, arena);
            return new Found(BertNames.in(file).weights(file), EncoderFacts.NONE);
        }
        if (name.endsWith(".onnx")) {
            return OnnxEncoder.read(path, arena);
        }
        throw new UnusableWeights("%s: neither .safetensors nor .onnx".formatted(path));
    }
}

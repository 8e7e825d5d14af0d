package dev.smoothie.pipeline.kept;

import dev.smoothie.bindings.Sha256;
import dev.smoothie.pipeline.plugins.Offer;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether two embedders make vectors that can be compared, here or on another machine: the plugin and its version,
 * its options, and the contents of the files that it names. Unlike {@link VectorIdentity} it does not depend on the
 * machine, nor on where the files are, because both change vectors by rounding at most.
 */
public final class ModelIdentity {

    private ModelIdentity() {}

    /**
     * The identity of what {@code offer} opens with {@code options}, found out without opening it: 64 hexadecimal digits.
     *
     * @param version
     *            of its plugin
     * @param cache
     *            remembers the digests of files
     * @return empty if its plugin does not say what vectors depend on, or a file of them cannot be read
     * @throws dev.smoothie.spi.SmoothieException
     *             if the plugin has a fault
     */
    public static Optional<String> of(Offer<EmbedderFactory, Embedder> offer, Options options, String version,
            VectorCache cache) {
        Optional<List<Path>> files = offer.ask(factory -> factory.determinedBy(offer.context(), options));
        if (files.isEmpty()) {
            return Optional.empty();
        }
        var digests = new FileDigests(cache.directory());
        var parts = new ArrayList<>(List.of(offer.factory().name(), version));
        for (Option<?> option : offer.factory().options()) {
            if (!option.isIncidental()) {
                options.get(option).filter(value -> !(value instanceof Path))
                        .ifPresent(value -> parts.add("%s=%s".formatted(option.key(), value)));
            }
        }
        try {
            for (Path file : files.get()) {
                parts.add("%s %s".formatted(file.getFileName(), digests.of(file)));
            }
        } catch (IOException _) {
            return Optional.empty(); // opening the embedder will say what is wrong with it
        }
        digests.save();
        return Optional.of(HexFormat.of().formatHex(Sha256.of(String.join("\n", parts)
                .getBytes(StandardCharsets.UTF_8))));
    }
}

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
import java.util.List;
import java.util.Optional;

/**
 * What the vectors of an embedder depend on besides the texts: the plugin's jars, the options, the files that it names,
 * and the machine. Found out without opening the embedder.
 */
public final class VectorIdentity {
    private final String parts;

    private VectorIdentity(List<String> parts) {
        this.parts = String.join("\n", parts);
    }

    /**
     * The identity of what {@code offer} opens with {@code options}.
     *
     * @param cache
     *            remembers the digests of files
     * @return empty if its plugin does not say what vectors depend on, or a file of them cannot be read: then they are
     *         not kept
     * @throws dev.smoothie.spi.SmoothieException
     *             if the plugin has a fault
     */
    public static Optional<VectorIdentity> of(Offer<EmbedderFactory, Embedder> offer, Options options,
            VectorCache cache) {
        Optional<List<Path>> files = offer.ask(factory -> factory.determinedBy(offer.context(), options));
        if (files.isEmpty()) {
            return Optional.empty();
        }
        var digests = new FileDigests(cache.directory());
        var parts = new ArrayList<>(List.of(offer.factory().name(), Machine.fingerprint()));
        for (Option<?> option : offer.factory().options()) {
            if (!option.isIncidental()) {
                parts.add("%s=%s".formatted(option.key(), options.get(option).map(VectorIdentity::text).orElse("")));
            }
        }
        try {
            for (Path jar : VectorCache.children(offer.context().home(), "*.jar")) {
                parts.add(digests.of(jar));
            }
            for (Path file : files.get()) {
                parts.add("%s %s".formatted(file.getFileName(), digests.of(file)));
            }
        } catch (IOException _) {
            return Optional.empty(); // opening the embedder will say what is wrong with it
        }
        digests.save();
        return Optional.of(new VectorIdentity(parts));
    }

    private static String text(Object value) {
        return value instanceof Path path ? path.toAbsolutePath().normalize().toString() : value.toString();
    }

    /**
     * The identity of the vectors that are made in one place.
     *
     * @param place
     *            a name: vectors from the processor and from a card differ by rounding
     */
    public Digest at(String place) {
        return Digest.first(Sha256.of("%s\n%s".formatted(parts, place).getBytes(StandardCharsets.UTF_8)));
    }
}

package dev.smoothie.pipeline.embedding;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.WindowEmbedder.Sink;
import dev.smoothie.pipeline.encoders.EncoderFacts;
import dev.smoothie.pipeline.encoders.EncoderFiles;
import dev.smoothie.pipeline.kept.Digest;
import dev.smoothie.pipeline.kept.VectorStore;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;

/**
 * An embedder, and where it embeds: on the processor by itself, or on a card, where the program runs its encoder. All
 * texts of a run are embedded in one place: vectors of the two differ by rounding, and those of a model with 8-bit
 * weights by more.
 *
 * @param embedder
 *            the embedder; its owner closes it
 * @param encoder
 *            its encoder on a card; empty on the processor
 * @param why
 *            one line for the log: where, and why; empty if nobody asked and there is no card
 * @param store
 *            the vectors that are kept; whoever opened it closes it
 */
public record PlacedEmbedder(Embedder embedder, Optional<TextEncoder> encoder, Optional<String> why,
        Optional<VectorStore> store) implements AutoCloseable {

    /** The only backend that runs encoders. */
    private static final String CUDA = "cuda";
    /** The place of what is not on a card, as {@link #place()} says it. */
    public static final String PROCESSOR = "processor";

    /** An embedder on the processor. */
    public static PlacedEmbedder onProcessor(Embedder embedder) {
        return new PlacedEmbedder(embedder, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether a card could be the place. If not, the embedder need not be open to decide. */
    public static boolean mayBeOnCard(EmbeddingPlace asked, Backend backend) {
        return switch (asked) {
            case AUTO -> backend.name().equals(CUDA);
            case CPU -> false;
            case CARD -> true;
        };
    }

    /** The same, whose vectors are kept and taken from {@code store}. */
    public PlacedEmbedder keeping(VectorStore vectors) {
        return new PlacedEmbedder(embedder, encoder, why, Optional.of(vectors));
    }

    /** The place, for telling vectors apart. */
    public String place() {
        return encoder.map(card -> "card, " + card.description()).orElse(PROCESSOR);
    }

    /**
     * Decides where to embed, and loads the encoder there.
     *
     * @param asked
     *            where the user wants it
     * @param backend
     *            may have a card
     * @throws SmoothieException
     *             if a card is asked for, and cannot run the encoder: with the reason
     * @throws dev.smoothie.core.failure.CoreException
     *             if a card is asked for, and there is none
     */
    public static PlacedEmbedder place(Embedder embedder, EmbeddingPlace asked, Backend backend, Workers workers) {
        if (asked == EmbeddingPlace.CPU) {
            return on(embedder, Optional.empty(), "on the processor, as asked");
        }
        boolean card = backend.name().equals(CUDA);
        if (asked == EmbeddingPlace.AUTO && !card) {
            return onProcessor(embedder);
        }
        return switch (load(embedder, card ? backend : Backends.choose(CUDA).backend(), workers)) {
            case Present<TextEncoder>(TextEncoder encoder) ->
                on(embedder, Optional.of(encoder), "on the card " + encoder.description());
            case Absent<TextEncoder>(String reason, String remedy) when asked == EmbeddingPlace.CARD ->
                throw new SmoothieException(
                        "--embed-on card: embedder %s cannot run there: %s; %s, or use --embed-on cpu"
                                .formatted(embedder.model(), reason, remedy));
            case Absent<TextEncoder>(String reason, _) ->
                on(embedder, Optional.empty(), "on the processor, because " + reason);
        };
    }

    private static PlacedEmbedder on(Embedder embedder, Optional<TextEncoder> encoder, String why) {
        return new PlacedEmbedder(embedder, encoder, Optional.of(why), Optional.empty());
    }

    private static Availability<TextEncoder> load(Embedder embedder, Backend backend, Workers workers) {
        Optional<Encoder> encoder = encoder(embedder);
        if (encoder.isEmpty()) {
            return new Absent<>("the embedder %s has no weights in a file".formatted(embedder.model()),
                    "choose another --embedder");
        }
        try (Arena files = Arena.ofShared()) {
            return switch (EncoderFiles.read(encoder.get().weights(), EncoderFacts.NONE, files)) {
                case Absent<EncoderModel>(String reason, String remedy) -> new Absent<>(reason, remedy);
                case Present<EncoderModel>(EncoderModel model) ->
                    backend.encoder(new PooledEncoder(model, pooling(encoder.get().pooling()),
                            encoder.get().normalized()), workers);
            };
        }
    }

    private static Optional<Encoder> encoder(Embedder embedder) {
        try {
            return embedder.encoder();
        } catch (RuntimeException | LinkageError e) {
            throw new SmoothieException("embedder %s failed to describe its encoder, which is its plugin's fault: %s"
                    .formatted(embedder.model(), e), e);
        }
    }

    private static Pooling pooling(Encoder.Pooling pooling) {
        return switch (pooling) {
            case FIRST -> Pooling.FIRST;
            case MEAN -> Pooling.MEAN;
            case LAST -> Pooling.LAST;
        };
    }

    /** The model and where it runs, as results say it. */
    public String label() {
        return encoder.isPresent() ? "%s, on the card".formatted(embedder.model()) : embedder.model();
    }

    /**
     * Embeds a few texts now, without vectors that are kept. No more threads may call at once than {@link
     * Embedder#concurrency} says, and one where there is a card.
     *
     * @param arena
     *            owns the result; shared, if there is more than one text or a card
     * @return {@code [texts, d]}
     * @throws SmoothieException
     *             if the embedder fails, or breaks its contract
     */
    public Embeddings embed(Arena arena, List<String> texts) {
        var window = new Window();
        for (int i = 0; i < texts.size(); i++) {
            window.add(texts.get(i), i);
        }
        var unkept = new PlacedEmbedder(embedder, encoder, why, Optional.empty());
        try (WindowEmbedder windows = unkept.windows(arena, texts.size(), Progress.NONE)) {
            windows.embed(window.texts());
            return windows.finish();
        }
    }

    WindowEmbedder windows(Arena arena, long rows, Progress progress) {
        Sink sink = store.<Sink>map(vectors -> (texts, found, truncated) -> vectors.add(embedder.model(),
                texts.stream().map(Window.Text::digest).toArray(Digest[]::new), found, truncated)).orElse(Sink.NONE);
        WindowEmbedder windows = encoder.<WindowEmbedder>map(
                card -> new EncoderWindows(rows, embedder, encoder(embedder).orElseThrow(), card, progress, sink))
                .orElseGet(() -> new ProcessorWindows(arena, rows, embedder, progress, sink));
        return store.<WindowEmbedder>map(vectors -> new KeptWindows(windows, vectors)).orElse(windows);
    }

    /** Frees what is on the card, vectors included. */
    @Override
    public void close() {
        encoder.ifPresent(TextEncoder::close);
    }
}

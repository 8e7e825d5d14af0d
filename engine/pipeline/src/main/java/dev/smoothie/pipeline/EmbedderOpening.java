package dev.smoothie.pipeline;

import dev.smoothie.pipeline.embedding.LazyEmbedder;
import dev.smoothie.pipeline.embedding.PlacedEmbedder;
import dev.smoothie.pipeline.kept.ModelIdentity;
import dev.smoothie.pipeline.kept.VectorCache;
import dev.smoothie.pipeline.kept.VectorIdentity;
import dev.smoothie.pipeline.kept.VectorStore;
import dev.smoothie.pipeline.plugins.Offer;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Options;
import java.util.Optional;

/**
 * The embedder that was asked for, before it is opened: on the processor or on a card, with vectors that are kept or
 * without.
 *
 * @param session
 *            keeps what is opened
 * @param offer
 *            the embedder's plugin offers it
 * @param options
 *            as they were given
 */
record EmbedderOpening(Session session, Offer<EmbedderFactory, Embedder> offer, Options options) {

    /**
     * Finds the embedder of the session's resources.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if there is none of that name, or the options are wrong
     */
    static EmbedderOpening of(Session session) {
        String[] nameAndOptions = session.resources().embedder().split(":", 2);
        Offer<EmbedderFactory, Embedder> offer = session.offer(Role.EMBEDDER, nameAndOptions[0]);
        return new EmbedderOpening(session, offer,
                offer.read(nameAndOptions.length == 2 ? Optional.of(nameAndOptions[1]) : Optional.empty()));
    }

    /** What its vectors depend on, wherever it runs; empty if its plugin does not say. */
    Optional<String> identity() {
        return ModelIdentity.of(offer, options, session.plugins().version(offer),
                session.resources().cache().orElseGet(VectorCache::ofUser));
    }

    PlacedEmbedder open() {
        return session.resources().cache().flatMap(cache -> VectorIdentity.of(offer, options, cache)
                .map(identity -> open(cache, identity)))
                .orElseGet(() -> session.keep(placed(session.keep(offer.open(options)))));
    }

    private PlacedEmbedder placed(Embedder opened) {
        Resources resources = session.resources();
        return PlacedEmbedder.place(opened, resources.embedOn(), resources.backend().get().backend(),
                resources.workers());
    }

    /** With vectors that are kept. It is opened only if that is needed to decide where it embeds. */
    private PlacedEmbedder open(VectorCache cache, VectorIdentity identity) {
        Resources resources = session.resources();
        if (PlacedEmbedder.mayBeOnCard(resources.embedOn(), resources.backend().get().backend())) {
            PlacedEmbedder placed = session.keep(placed(session.keep(offer.open(options))));
            return placed.keeping(session.keep(cache.open(identity.at(placed.place()), resources.workers())));
        }
        VectorStore store = session.keep(cache.open(identity.at(PlacedEmbedder.PROCESSOR), resources.workers()));
        return placed(session.keep(new LazyEmbedder(() -> offer.open(options), store.model()))).keeping(store);
    }
}

package dev.smoothie.pipeline;

import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddingPlace;
import dev.smoothie.pipeline.fitted.EmbedderUse;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.kept.VectorCache;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.views.View;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a use case computes and embeds with: the backend, the threads, the plugins, the embedder and the view.
 * Immutable. Nothing is opened before a use case needs it.
 *
 * @param backend
 *            chooses the backend, when one is first needed
 * @param workers
 *            the threads that compute
 * @param plugins
 *            directories of plugins: if {@code DIR} holds jars it is one plugin, otherwise every {@code DIR/NAME} is
 *            one
 * @param embedder
 *            {@code NAME} or {@code NAME:OPTIONS} of an embedder that a plugin offers
 * @param embedOn
 *            where texts are embedded
 * @param view
 *            which part of an output is embedded
 * @param compare
 *            how outputs are compared
 * @param cache
 *            where vectors of texts are kept for later runs; empty to keep none, and to use none that are kept
 * @param reading
 *            how files of samples are read
 */
public record Resources(Supplier<Backends.Choice> backend, Workers workers, List<Path> plugins, String embedder,
        EmbeddingPlace embedOn, View view, Comparison compare, Optional<VectorCache> cache,
        ReadOptions reading) {

    public Resources {
        plugins = List.copyOf(plugins);
    }

    /**
     * The standard resources: the best backend that works on this machine, all processors, the embedder {@code onnx},
     * and outputs embedded as they are; vectors are kept in the user's cache.
     *
     * @param plugins
     *            the directory of the embedder's plugin; none is needed if all embeddings come from files
     */
    public static Resources standard(Path... plugins) {
        return new Resources(() -> Backends.choose("auto"), Workers.all(), List.of(plugins), "onnx",
                EmbeddingPlace.AUTO, View.parse("full"), Comparison.EMBEDDING, VectorCache.ofUser().forRuns(),
                ReadOptions.DEFAULT);
    }

    /** The same with another embedder, {@code NAME} or {@code NAME:OPTIONS}. */
    public Resources withEmbedder(String name) {
        return new Resources(backend, workers, plugins, name, embedOn, view, compare, cache, reading);
    }

    /** The same with texts embedded elsewhere. */
    public Resources embeddingOn(EmbeddingPlace place) {
        return new Resources(backend, workers, plugins, embedder, place, view, compare, cache, reading);
    }

    /** The same with another cache of vectors, or none. */
    public Resources withCache(Optional<VectorCache> other) {
        return new Resources(backend, workers, plugins, embedder, embedOn, view, compare, other, reading);
    }

    /** The same with outputs compared in another way. */
    public Resources comparing(Comparison other) {
        return new Resources(backend, workers, plugins, embedder, embedOn, view, other, cache, reading);
    }

    /** The same with another view. */
    public Resources withView(View other) {
        return new Resources(backend, workers, plugins, embedder, embedOn, other, compare, cache, reading);
    }

    /**
     * The same with texts viewed, compared and embedded as those of a fitted state were. Where its embeddings came from
     * files, the embedder stays.
     */
    public Resources like(FittedManifest manifest) {
        return new Resources(backend, workers, plugins, manifest.embedder().map(EmbedderUse::name).orElse(embedder),
                embedOn, manifest.view(), manifest.compare(), cache, reading);
    }

    /** The same with files read in another way. */
    public Resources withReading(ReadOptions other) {
        return new Resources(backend, workers, plugins, embedder, embedOn, view, compare, cache, other);
    }

    /**
     * The same with another backend.
     *
     * @param name
     *            one of {@link Backends#names()}, or {@code auto}
     * @throws dev.smoothie.core.failure.CoreException
     *             if there is none of that name, or it does not work here
     */
    public Resources withBackend(String name) {
        Backends.Choice choice = Backends.choose(name);
        return new Resources(() -> choice, workers, plugins, embedder, embedOn, view, compare, cache, reading);
    }
}

package dev.smoothie.spark.shipping;

import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * An embedder of this process, which all tasks share: it is opened once and stays as long as the process lives. Any
 * number of threads may call; only as many embed at once as the embedder allows.
 */
public final class SharedEmbedder {
    private static final Map<Key, SharedEmbedder> OPEN = new ConcurrentHashMap<>();

    private final Embedder embedder;
    private final Semaphore permits;

    private record Key(Path plugins, String name) {}

    private SharedEmbedder(Embedder embedder) {
        this.embedder = embedder;
        this.permits = new Semaphore(embedder.concurrency());
    }

    /**
     * The embedder of that name.
     *
     * @param plugins
     *            the folder of the plugin that offers it, or a folder of such folders
     * @param name
     *            {@code NAME} or {@code NAME:OPTIONS}
     * @throws SmoothieException
     *             if there is none, or it cannot be opened
     */
    public static SharedEmbedder of(SharedFolder plugins, String name) {
        return OPEN.computeIfAbsent(new Key(plugins.path(), name), SharedEmbedder::open);
    }

    private static SharedEmbedder open(Key key) {
        String[] nameAndOptions = key.name().split(":", 2);
        @SuppressWarnings("MustBeClosedChecker") // open as long as the process lives
        Plugins plugins = Plugins.load(List.of(key.plugins()),
                PluginSettings.ofUser(Runtime.getRuntime().availableProcessors()));
        return new SharedEmbedder(plugins.offer(Role.EMBEDDER, nameAndOptions[0])
                .open(nameAndOptions.length == 2 ? Optional.of(nameAndOptions[1]) : Optional.empty()));
    }

    /**
     * The vectors of texts, by text. Each text is embedded once, those of similar length together.
     *
     * @throws SmoothieException
     *             if the embedder fails, or this thread is interrupted
     */
    public Map<String, float[]> embed(List<String> texts) {
        Set<String> distinct = new LinkedHashSet<>(texts);
        List<String> sorted = new ArrayList<>(distinct);
        sorted.sort(Comparator.comparingInt(String::length));
        Map<String, float[]> vectors = new HashMap<>();
        int size = embedder.batchSize();
        for (int from = 0; from < sorted.size(); from += size) {
            List<String> batch = sorted.subList(from, Math.min(from + size, sorted.size()));
            float[][] found = embedBatch(batch);
            for (int i = 0; i < found.length; i++) {
                vectors.put(batch.get(i), found[i]);
            }
        }
        return vectors;
    }

    private float[][] embedBatch(List<String> batch) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SmoothieException("embedding was interrupted", e);
        }
        try {
            return embedder.embed(batch).vectors();
        } finally {
            permits.release();
        }
    }
}

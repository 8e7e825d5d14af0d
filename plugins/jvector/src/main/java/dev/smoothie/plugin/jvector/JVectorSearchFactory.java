package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.NeighborSearchFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.util.List;
import java.util.Objects;

/** Opens the {@code jvector} neighbour search. */
public final class JVectorSearchFactory implements NeighborSearchFactory {

    @Override
    public String name() {
        return "jvector";
    }

    @Override
    public String description() {
        return "JVector's graph index; distances by " + SquaredDistance.description();
    }

    @Override
    public List<Option<?>> options() {
        return GraphSettings.OPTIONS;
    }

    @Override
    public NeighborSearch open(PluginContext context, Options options) {
        Objects.requireNonNull(context, "context");
        QuietLibrary.prepare();
        return new JVectorSearch(GraphSettings.of(options), context.threads());
    }
}

package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.NeighborSearchFactory;
import dev.smoothie.spi.Plugin;
import java.util.List;

/** Offers the {@code jvector} neighbour search. */
public final class JVectorPlugin implements Plugin {

    @Override
    public String name() {
        return "jvector";
    }

    @Override
    public int level() {
        return Plugin.LEVEL;
    }

    @Override
    public List<NeighborSearchFactory> neighborSearches() {
        return List.of(new JVectorSearchFactory());
    }
}

package dev.smoothie.spark.shipping;

import dev.smoothie.pipeline.fitted.FittedState;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fitted states of this process: each is mapped into memory once, for all tasks, and stays as long as the process
 * lives.
 */
public final class SharedState {
    private static final Map<Path, FittedState> OPEN = new ConcurrentHashMap<>();

    private SharedState() {}

    /**
     * The state in a folder.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if it is none, or damaged
     */
    public static FittedState of(SharedFolder folder) {
        return OPEN.computeIfAbsent(folder.path(), FittedState::open);
    }
}

package dev.smoothie.pipeline.formats;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.samples.Extra;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Goes through the samples of a scanned source. Any number of threads may start passes. */
sealed interface SamplePasses permits LinePasses, ReaderPasses {
    /** See {@link Dataset#inBlocks}. */
    <R> void inBlocks(Workers workers, Extra extra, List<String> generators, Function<SampleBlock, R> work,
            Consumer<R> taker);
}

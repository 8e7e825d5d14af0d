package dev.smoothie.pipeline;

import dev.smoothie.pipeline.embedding.EmbeddingReport;
import dev.smoothie.pipeline.embedding.Progress;
import dev.smoothie.pipeline.embedding.Silence;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.generation.Watcher;
import dev.smoothie.pipeline.index.IndexReport;
import dev.smoothie.pipeline.report.Generated;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Receives what happens while a use case runs: notes, progress, and reports of finished steps. Every method does
 * nothing unless it is overridden. The methods are called by the thread that runs the use case, one at a time.
 */
public interface Listener {
    /** A listener that ignores everything. */
    Listener SILENT = new Listener() {
    };

    /** Called with a line for the log: what was chosen and why, which plugin did not load, what was left out. */
    default void note(String line) {}

    /** Called before texts are embedded. Returns what receives the progress. */
    default Progress embedding() {
        return Progress.NONE;
    }

    /** Called after texts have been embedded. */
    default void embedded(EmbeddingReport report) {}

    /** Called when it is known which outputs of a dataset say nothing, perhaps none. */
    default void silent(Dataset dataset, Silence silence) {}

    /** Called after the first use of an approximate search. */
    default void searched(IndexReport report) {}

    /**
     * Called before generators are asked for outputs. Returns what receives the progress; it is closed when the
     * outputs are written, or when the generation has failed or was stopped.
     *
     * @param run
     *            the generation that is about to start; any thread may stop it
     * @param priced
     *            whether any generator has a price
     */
    default GenerationWatch generating(StoppableGeneration run, boolean priced) {
        return GenerationWatch.NONE;
    }

    /** Called after outputs have been generated. */
    default void generated(Generated generated) {}

    /** A generation that is running and can be stopped. */
    interface StoppableGeneration {
        /** The file that every answer is written to before the thread that got it asks for another. */
        Path journal();

        /**
         * Stops the generation: no further request is sent, and this call waits for the answers to those that have been
         * sent.
         *
         * @param patience
         *            how long to wait at most
         * @return whether all of them have been answered
         */
        boolean stop(Duration patience);
    }

    /** Receives the progress of one generation. */
    interface GenerationWatch extends Watcher, AutoCloseable {
        /** Ignores the progress. */
        GenerationWatch NONE = new GenerationWatch() {
            @Override
            public void begins(long outputs, long recalled, double cost) {}

            @Override
            public void output(double cost) {}

            @Override
            public void close() {}
        };

        /** Called when the outputs are written, or when the generation has failed or was stopped. */
        @Override
        void close();
    }
}

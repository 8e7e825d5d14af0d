package dev.smoothie.pipeline.generation;

/** Receives the progress of a run. Its methods are called from many threads. */
public interface Watcher {
    /** Ignores the progress. */
    Watcher NONE = new Watcher() {
        @Override
        public void begins(long outputs, long recalled, double cost) {}

        @Override
        public void output(double cost) {}
    };

    /**
     * Called once at the start.
     *
     * @param outputs
     *            how many outputs are wanted
     * @param recalled
     *            how many of them the journal of an earlier run has
     * @param cost
     *            what those have cost
     */
    void begins(long outputs, long recalled, double cost);

    /** Called for every further outcome, an output or a failure, with what it cost. */
    void output(double cost);
}

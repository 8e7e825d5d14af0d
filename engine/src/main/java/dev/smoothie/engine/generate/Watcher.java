package dev.smoothie.engine.generate;

/** Watches a run; called from many threads. */
public interface Watcher {
    /** Watches nothing. */
    Watcher NONE = new Watcher() {
        @Override
        public void begins(long outputs, long recalled, double cost) {}

        @Override
        public void output(double cost) {}
    };

    /** So many outputs are wanted, of which so many are there already, and have cost so much. */
    void begins(long outputs, long recalled, double cost);

    /** One more has come, or has failed; what it cost. */
    void output(double cost);
}

package dev.smoothie.pipeline.embedding;

/**
 * Receives the progress of embedding, in characters of text: these predict the remaining time better than the number of
 * texts does.
 */
public interface Progress {

    /** Ignores the progress. */
    Progress NONE = new Progress() {
        @Override
        public void found(long characters) {}

        @Override
        public void done(long characters) {}
    };

    /** Called when {@code characters} more characters are to be embedded. */
    void found(long characters);

    /** Called, on any thread, when {@code characters} more characters have been embedded. */
    void done(long characters);
}

package dev.smoothie.engine.embed;

/** Told how embedding gets on, in characters of text: they predict the time left better than counts of texts do. */
public interface Progress {

    /** Nobody watches. */
    Progress NONE = new Progress() {
        @Override
        public void found(long characters) {}

        @Override
        public void done(long characters) {}
    };

    /** So many more characters are to be embedded. */
    void found(long characters);

    /** So many more characters have been embedded; called from any thread. */
    void done(long characters);
}

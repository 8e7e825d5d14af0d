package dev.smoothie.pipeline.fuzz;

import java.util.Locale;

/** What is fuzzed. */
enum Target {
    /** Files of all kinds, joined. */
    READERS(ReadersFuzz.class),
    /** Samples in our own format, read in two ways. */
    LINES(LinesFuzz.class),
    /** Files of vectors. */
    NPY(NpyFuzz.class),
    /** Views. */
    VIEWS(ViewsFuzz.class),
    /** {@code models.yaml}. */
    MODELS(ModelsFuzz.class),
    /** Families of generators. */
    FAMILIES(FamiliesFuzz.class);

    private final Class<?> type;

    Target(Class<?> type) {
        this.type = type;
    }

    /** The class that Jazzer calls. */
    Class<?> type() {
        return type;
    }

    /** Runs it once. */
    void run(byte[] data) {
        switch (this) {
            case READERS -> ReadersFuzz.fuzzerTestOneInput(data);
            case LINES -> LinesFuzz.fuzzerTestOneInput(data);
            case NPY -> NpyFuzz.fuzzerTestOneInput(data);
            case VIEWS -> ViewsFuzz.fuzzerTestOneInput(data);
            case MODELS -> ModelsFuzz.fuzzerTestOneInput(data);
            case FAMILIES -> FamiliesFuzz.fuzzerTestOneInput(data);
        }
    }

    /** Its name in paths. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}

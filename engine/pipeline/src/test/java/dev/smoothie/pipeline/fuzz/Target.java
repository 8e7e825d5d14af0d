package dev.smoothie.pipeline.fuzz;

import java.util.Locale;
import java.util.function.Consumer;

/** What is fuzzed. */
enum Target {
    /** Files of all kinds, joined. */
    READERS(ReadersFuzz.class, ReadersFuzz::fuzzerTestOneInput),
    /** Samples in our own format, read in two ways. */
    LINES(LinesFuzz.class, LinesFuzz::fuzzerTestOneInput),
    /** Files of vectors. */
    NPY(NpyFuzz.class, NpyFuzz::fuzzerTestOneInput),
    /** Views. */
    VIEWS(ViewsFuzz.class, ViewsFuzz::fuzzerTestOneInput),
    /** {@code models.yaml}. */
    MODELS(ModelsFuzz.class, ModelsFuzz::fuzzerTestOneInput),
    /** Families of generators. */
    FAMILIES(FamiliesFuzz.class, FamiliesFuzz::fuzzerTestOneInput);

    private final Class<?> type;
    private final Consumer<byte[]> work;

    Target(Class<?> type, Consumer<byte[]> work) {
        this.type = type;
        this.work = work;
    }

    /** The class that Jazzer calls. */
    Class<?> type() {
        return type;
    }

    /** Runs it once. */
    void run(byte[] data) {
        work.accept(data);
    }

    /** Its name in paths. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}

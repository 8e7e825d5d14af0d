package dev.smoothie.bindings;

import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.generated.openblas.CBlas;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Multiplies matrices with OpenBLAS, on memory outside the heap. Its own threads are switched off: each call runs on
 * the thread that makes it, and any number of threads may call at once, which OpenBLAS allows. So callers divide the
 * work among threads themselves.
 */
public final class OpenBlas {
    private static final List<String> SYMBOLS = List.of("cblas_sgemm", "openblas_get_config", "openblas_get_corename",
            "openblas_get_num_threads", "openblas_get_parallel", "openblas_set_num_threads");

    private static final class Holder {
        private static final Availability<OpenBlas> OF_PROCESS = load(System.getenv(), CacheDirectory.ofUser());
    }

    private final Path path;
    private final String coreName;
    private final String configuration;

    private OpenBlas(Path path, String coreName, String configuration) {
        this.path = path;
        this.coreName = coreName;
        this.configuration = configuration;
    }

    /**
     * The OpenBLAS of this process, loaded when it is first asked for: the file that the variable
     * {@code SMOOTHIE_OPENBLAS} names, the system's where it is {@code system}, otherwise the one that ships with us.
     *
     * @return OpenBLAS, or why there is none; never throws
     */
    public static Availability<OpenBlas> ofProcess() {
        return Holder.OF_PROCESS;
    }

    /**
     * Loads it as {@code environment} says. The bindings can be bound to one library only, so this may succeed once in
     * a process.
     */
    static Availability<OpenBlas> load(Map<String, String> environment, Path cache) {
        return switch (OpenBlasLibrary.load(environment, cache)) {
            case Absent<NativeLibrary>(String reason, String remedy) -> new Absent<>(reason, remedy);
            case Present<NativeLibrary>(NativeLibrary library) -> bind(library);
        };
    }

    private static Availability<OpenBlas> bind(NativeLibrary library) {
        String remedy = "name another library in %s, or unset it".formatted(OpenBlasLibrary.VARIABLE);
        for (String symbol : SYMBOLS) {
            if (library.symbols().find(symbol).isEmpty()) {
                return new Absent<>("%s is not an OpenBLAS with the C interface: it has no function %s"
                        .formatted(library.path(), symbol), remedy);
            }
        }
        try {
            String configuration = string(CBlas.openblas_get_config());
            if (configuration.contains("USE64BITINT")) {
                return new Absent<>("%s counts in 64 bits, and only builds that count in 32 are supported (%s)"
                        .formatted(library.path(), configuration), remedy);
            }
            if (CBlas.openblas_get_parallel() == 0) {
                return new Absent<>("%s is built without threads, so that two may not call at once (%s)"
                        .formatted(library.path(), configuration), remedy);
            }
            CBlas.openblas_set_num_threads(1);
            if (CBlas.openblas_get_num_threads() != 1) {
                return new Absent<>("%s does not let its threads be switched off (%s)".formatted(library.path(),
                        configuration), remedy);
            }
            return new Present<>(
                    new OpenBlas(library.path(), string(CBlas.openblas_get_corename()), configuration));
        } catch (LinkageError | RuntimeException e) {
            return new Absent<>("%s cannot be called: %s".formatted(library.path(), e), remedy);
        }
    }

    /** Reads a C string, whose pointer comes from the bindings without a bound. */
    private static String string(MemorySegment pointer) {
        return pointer.getString(0).strip();
    }

    /** The file it was loaded from. */
    public Path path() {
        return path;
    }

    /** The processor for which it chose its kernels, by its own name: {@code SkylakeX}. */
    public String coreName() {
        return coreName;
    }

    /** Its version and how it was built, in its own words. */
    public String configuration() {
        return configuration;
    }

    /**
     * Computes {@code C = α·A·Bᵀ + β·C} by {@code cblas_sgemm} of cblas.h: all row-major float32 outside the heap. With
     * β = 0 what C holds before is not read. Nothing is kept of the arguments.
     *
     * @param m
     *            rows of A and C, at least 0
     * @param n
     *            rows of B, columns of C, at least 0
     * @param k
     *            columns of A and B, at least 0
     * @param alpha
     *            α
     * @param a
     *            A, {@code [m, k]}
     * @param lda
     *            floats from one row of A to the next, at least k
     * @param b
     *            B, {@code [n, k]}
     * @param ldb
     *            floats from one row of B to the next, at least k
     * @param beta
     *            β
     * @param c
     *            C, {@code [m, n]}; may not overlap A or B
     * @param ldc
     *            floats from one row of C to the next, at least n
     * @throws IllegalArgumentException
     *             if a segment is on the heap, read-only where it is written, or too small for its shape
     */
    public void sgemm(int m, int n, int k, float alpha, MemorySegment a, int lda, MemorySegment b, int ldb, float beta,
            MemorySegment c, int ldc) {
        boolean fits = m >= 0 && n >= 0 && k >= 0 && fits(a, m, k, lda) && fits(b, n, k, ldb) && fits(c, m, n, ldc);
        if (!fits || c.isReadOnly()) {
            throw new IllegalArgumentException(
                    "cblas_sgemm needs row-major floats outside the heap, A [%d, %d] with lda %d, B [%d, %d] with ldb %d, C [%d, %d] with ldc %d; got A %s, B %s, C %s"
                            .formatted(m, k, lda, n, k, ldb, m, n, ldc, describe(a), describe(b), describe(c)));
        }
        // The library itself insists on leading dimensions of at least 1.
        CBlas.cblas_sgemm(CBlas.CblasRowMajor(), CBlas.CblasNoTrans(), CBlas.CblasTrans(), m, n, k, alpha, a,
                Math.max(1, lda), b, Math.max(1, ldb), beta, c, Math.max(1, ldc));
    }

    private static boolean fits(MemorySegment matrix, int rows, int columns, int stride) {
        long floats = rows == 0 || columns == 0 ? 0 : (rows - 1L) * stride + columns;
        return matrix.isNative() && stride >= columns && matrix.byteSize() >= floats * Float.BYTES;
    }

    private static String describe(MemorySegment matrix) {
        return "%s%s of %d bytes".formatted(matrix.isReadOnly() ? "read-only " : "",
                matrix.isNative() ? "native" : "heap", matrix.byteSize());
    }
}

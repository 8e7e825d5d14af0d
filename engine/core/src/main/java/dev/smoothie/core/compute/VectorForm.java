package dev.smoothie.core.compute;

import dev.smoothie.bindings.Availability.Present;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Says, for one kernel, whether its vector form serves yet. Each kernel has two: plain loops over arrays, and the
 * Vector API. Vector code makes an object of every vector until Java's second compiler has it, and is then
 * far slower than plain code, which both compilers know. So plain loops serve first. When they have done so much that
 * the vector form will pay, a thread of its own calls that on a small piece of work until it is compiled and faster,
 * and from then on it serves. A small job never meets it, and does not load its module: preparing a form takes one to
 * two seconds of a processor, and with vectors of 256 bits it is at best twice as fast as the plain form.
 *
 * <p>
 * Which form served may not show in a result. Either both make the same operations in the same order, as
 * {@link Distance} and the row estimates do, or the result is certified whatever they are, as that of a neighbour
 * search.
 */
final class VectorForm {
    /** {@code plain} or {@code vector} has one form serve from the start to the end, which the tests use. */
    private static final String FORCED = System.getProperty("smoothie.kernels", "");
    /** A vector form that is not compiled after this long never serves. */
    private static final long PATIENCE = 5_000_000_000L;
    /** The vector form serves once it takes no longer than this part of the plain form. */
    private static final double FASTER = 0.9;

    /** A piece of work of some 10 to 100 µs, which both forms do. Each returns a number that depends on all of it. */
    interface Trial {
        double plain();

        double vector();
    }

    private final String kernel;
    private final long enough;
    private final BooleanSupplier works;
    private final Supplier<Trial> trial;
    /** Elements that the plain form has seen, about: threads may overwrite each other's counts. */
    private long done;
    private volatile boolean asked;
    private volatile boolean serves;

    /**
     * @param kernel
     *            names the thread that prepares it
     * @param enough
     *            elements after which the vector form is prepared
     * @param works
     *            whether vectors of this machine's width can do it; asked only where the Vector API is there. Not a
     *            reference to a method, which would link its class, and that needs the Vector API
     * @param trial
     *            makes the piece of work; called only where it works
     */
    VectorForm(String kernel, long enough, BooleanSupplier works, Supplier<Trial> trial) {
        this.kernel = kernel;
        this.enough = enough;
        this.works = works;
        this.trial = trial;
        if (FORCED.equals("vector")) {
            asked = true;
            serves = VectorModule.load() instanceof Present<Module> && works.getAsBoolean();
        } else if (FORCED.equals("plain")) {
            asked = true;
        }
    }

    /**
     * Whether the vector form takes the next call. Any number of threads may ask.
     *
     * @param elements
     *            how many elements that call sees
     */
    boolean serves(long elements) {
        if (serves) {
            return true;
        }
        if (!asked) {
            done += elements;
            if (done > enough) {
                prepare();
            }
        }
        return false;
    }

    private synchronized void prepare() {
        if (!asked) {
            asked = true;
            Thread.ofPlatform().name("smoothie-kernel-" + kernel).daemon().start(this::compile);
        }
    }

    /** One kernel at a time, so that the threads that compute keep their processors. */
    private void compile() {
        synchronized (VectorForm.class) {
            if (VectorModule.load() instanceof Present<Module> && works.getAsBoolean()) {
                Trial work = trial.get();
                long end = System.nanoTime() + PATIENCE;
                // The least, because a thread that is suspended in the middle of the plain form would let slow vectors in.
                long plain = Long.MAX_VALUE;
                while (!serves && System.nanoTime() < end) {
                    long start = System.nanoTime();
                    double expected = work.plain();
                    long middle = System.nanoTime();
                    double found = work.vector();
                    plain = Math.min(plain, middle - start);
                    serves = System.nanoTime() - middle <= FASTER * plain && found == expected;
                }
            }
        }
    }
}

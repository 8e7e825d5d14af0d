package dev.smoothie.spi.tck;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One call in a thread of its own, which may be interrupted. */
final class Call {
    /** How long to wait for a call to end; one that takes longer is taken to never end. */
    private static final int LIMIT_SECONDS = 20;

    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final Thread thread;

    /**
     * How a call ended.
     *
     * @param thrown
     *            null if it returned
     * @param interrupted
     *            whether the thread's interrupt flag was set at the end
     */
    record Outcome(Throwable thrown, boolean interrupted) {}

    /** What is called. */
    @FunctionalInterface
    interface Code {
        void run() throws Exception;
    }

    Call(Code code, boolean virtual, boolean interruptFirst) {
        Runnable call = () -> {
            started.countDown();
            if (interruptFirst) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = null;
            try {
                code.run();
            } catch (Exception | Error e) {
                thrown = e;
            }
            outcome.complete(new Outcome(thrown, Thread.currentThread().isInterrupted()));
        };
        // A call that never ends must not keep the tests from ending.
        thread = virtual ? Thread.ofVirtual().unstarted(call) : Thread.ofPlatform().daemon().unstarted(call);
    }

    void start() throws InterruptedException {
        thread.start();
        started.await();
    }

    boolean done() {
        return outcome.isDone();
    }

    void interrupt() {
        thread.interrupt();
    }

    Outcome outcome() throws Exception {
        return outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}

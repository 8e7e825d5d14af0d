package dev.smoothie.core.parallel;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that help the callers of loops: daemons, as many as the largest loop so far could use, which wait for
 * loops as long as the process lives. A loop asks for helpers and does not wait for them to come; at its end it waits for
 * those that have come. So two empty blocks take 2 µs; with a thread started for each loop, and waited for, it was 130.
 */
final class WorkerThreads {
    static final WorkerThreads OF_PROCESS = new WorkerThreads();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition offered = lock.newCondition();
    /** Loops that more helpers may join, the oldest first. */
    private final ArrayDeque<Offer> offers = new ArrayDeque<>();
    private int started;

    private WorkerThreads() {}

    /** A loop that helpers may join; guarded by the lock. */
    private static final class Offer {
        private final BlockLoop loop;
        private final Condition left;
        private int seats;
        private int helpers;

        Offer(BlockLoop loop, int seats, Condition left) {
            this.loop = loop;
            this.seats = seats;
            this.left = left;
        }
    }

    /** Runs the loop in the calling thread and in up to {@code most} others; returns when all of them have ended. */
    void help(BlockLoop loop, int most) {
        Offer offer = offer(loop, most);
        try {
            loop.runByCaller();
        } finally {
            withdraw(offer);
        }
    }

    private Offer offer(BlockLoop loop, int most) {
        lock.lock();
        try {
            for (; started < most; started++) {
                Thread.ofPlatform().name("smoothie-worker-" + (started + 1)).daemon()
                        .inheritInheritableThreadLocals(false).start(this::serve);
            }
            var offer = new Offer(loop, most, lock.newCondition());
            offers.addLast(offer);
            for (int i = 0; i < most; i++) {
                offered.signal();
            }
            return offer;
        } finally {
            lock.unlock();
        }
    }

    private void withdraw(Offer offer) {
        boolean interrupted = false;
        lock.lock();
        try {
            if (offer.seats > 0) {
                offer.seats = 0;
                offers.remove(offer);
            }
            while (offer.helpers > 0) {
                try {
                    offer.left.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                    offer.loop.cancel();
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serve() {
        while (true) {
            serveOne();
        }
    }

    /** In a method of its own, so that a thread that waits for the next loop holds nothing of the last one. */
    private void serveOne() {
        Offer offer = join();
        try {
            offer.loop.runByHelper();
        } finally {
            leave(offer);
        }
    }

    private Offer join() {
        lock.lock();
        try {
            while (offers.isEmpty()) {
                offered.awaitUninterruptibly();
            }
            Offer offer = offers.getFirst();
            offer.helpers++;
            if (--offer.seats == 0) {
                offers.removeFirst();
            }
            return offer;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Offer offer) {
        lock.lock();
        try {
            if (--offer.helpers == 0) {
                offer.left.signal();
            }
        } finally {
            lock.unlock();
        }
    }
}

package dev.smoothie.core.parallel;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the loops and the threads behind them. A test that would wait for ever fails after a minute. */
class WorkersTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The threads other than the caller that ran blocks of a loop in which every block takes a while. */
    private static Set<Thread> helpers(int threads, Runnable inBlock) {
        Set<Thread> helpers = ConcurrentHashMap.newKeySet();
        Thread caller = Thread.currentThread();
        new Workers(threads).forBlocks(20L * threads, 1, (_, _) -> {
            if (Thread.currentThread() != caller) {
                helpers.add(Thread.currentThread());
            }
            inBlock.run();
            pause();
        });
        return helpers;
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyRowIsHandledOnce(int threads) {
        for (int rows : new int[]{0, 1, 7, 64, 1000}) {
            for (int size : new int[]{1, 7, 64, 5000}) {
                var handled = new AtomicIntegerArray(rows);
                new Workers(threads).forBlocks(rows, size, (from, to) -> {
                    assertTrue(to - from <= size && from % size == 0);
                    for (long row = from; row < to; row++) {
                        handled.incrementAndGet((int) row);
                    }
                });
                for (int row = 0; row < rows; row++) {
                    assertEquals(1, handled.get(row));
                }
            }
        }
    }

    @Test
    void theSameThreadsServeLoopAfterLoopAndDoNotKeepTheProcessAlive() {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            seen.addAll(helpers(3, () -> {}));
        }
        assertFalse(seen.isEmpty());
        assertTrue(seen.stream().allMatch(thread -> thread.isAlive() && thread.isDaemon()));
    }

    @Test
    void loopsMayBeNested() {
        assertTimeoutPreemptively(MINUTE, () -> {
            var workers = new Workers(4);
            var sum = new AtomicLong();
            workers.forBlocks(20, 1, (a, _) -> workers.forBlocks(20, 1,
                    (b, _) -> workers.forBlocks(20, 1, (c, _) -> sum.addAndGet(a * 400 + b * 20 + c))));
            assertEquals(8000L * 7999 / 2, sum.get());
        });
    }

    @Test
    void severalThreadsMayRunLoopsAtOnce() {
        assertTimeoutPreemptively(MINUTE, () -> {
            var failed = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                callers.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 200; i++) {
                        var sum = new AtomicLong();
                        new Workers(1 + i % 5).forBlocks(100, 3, (from, to) -> sum.addAndGet(to - from));
                        failed.addAndGet(sum.get() == 100 ? 0 : 1);
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(0, failed.get());
        });
    }

    @Test
    void aLoopEndsThoughAllOtherThreadsAreBusy() {
        assertTimeoutPreemptively(MINUTE, () -> {
            var release = new CountDownLatch(1);
            var busy = new ArrayList<Thread>();
            for (int caller = 0; caller < 3; caller++) {
                busy.add(Thread.ofPlatform().start(() -> new Workers(9).forBlocks(9, 1, (_, _) -> await(release))));
            }
            var rows = new AtomicLong();
            for (int i = 0; i < 10; i++) {
                new Workers(9).forBlocks(100, 10, (from, to) -> rows.addAndGet(to - from));
            }
            release.countDown();
            for (Thread caller : busy) {
                caller.join();
            }
            assertEquals(1000, rows.get());
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void theFirstFailureIsThrownAndTheRestIsDropped(int threads) {
        var begun = new AtomicInteger();
        var failures = new AtomicInteger();
        var first = new AtomicReference<RuntimeException>();
        var thrown = assertThrows(IllegalStateException.class, () -> new Workers(threads).forBlocks(10_000, 1,
                (from, _) -> {
                    begun.incrementAndGet();
                    pause();
                    if (from == 7) {
                        failures.incrementAndGet();
                        var failure = new IllegalStateException("block 7");
                        first.set(failure);
                        throw failure;
                    }
                }));
        assertSame(first.get(), thrown);
        assertEquals(1, failures.get());
        assertTrue(begun.get() < 10_000);
        everyRowIsHandledOnce(threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void errorsAndUndeclaredExceptionsReachTheCaller(int threads) {
        assertThrows(StackOverflowError.class, () -> new Workers(threads).forBlocks(9, 1, (_, _) -> {
            throw new StackOverflowError();
        }));
        var wrapped = assertThrows(IllegalStateException.class, () -> new Workers(threads).forBlocks(9, 1,
                (_, _) -> WorkersTest.<RuntimeException>sneak(new IOException("undeclared"))));
        assertInstanceOf(IOException.class, wrapped.getCause());
    }

    @SuppressWarnings("unchecked") // the point of it
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void aBlockSeesTheCallersContextClassLoaderAndNoThreadKeepsIt() throws Exception {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        Set<ClassLoader> seen = ConcurrentHashMap.newKeySet();
        try (var ofCaller = new URLClassLoader(new URL[0]); var ofBlock = new URLClassLoader(new URL[0])) {
            caller.setContextClassLoader(ofCaller);
            Set<Thread> helpers = helpers(4, () -> seen.add(Thread.currentThread().getContextClassLoader()));
            assertEquals(Set.of(ofCaller), seen);
            assertFalse(helpers.isEmpty());
            helpers.addAll(helpers(4, () -> {
                if (Thread.currentThread() != caller) {
                    Thread.currentThread().setContextClassLoader(ofBlock);
                }
            }));
            for (Thread helper : helpers) {
                assertSame(ClassLoader.getSystemClassLoader(), helper.getContextClassLoader());
            }
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    @Test
    void anInterruptLeftByABlockDoesNotReachTheNextLoop() {
        Thread caller = Thread.currentThread();
        Set<Thread> interrupted = helpers(4, () -> {
            if (Thread.currentThread() != caller) {
                Thread.currentThread().interrupt();
            }
        });
        assertFalse(interrupted.isEmpty());
        var seen = new AtomicInteger();
        helpers(4, () -> seen.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0));
        assertEquals(0, seen.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void anInterruptedCallerDropsTheRestAndStaysInterrupted(int threads) {
        Thread caller = Thread.currentThread();
        var begun = new AtomicInteger();
        assertThrows(CancellationException.class, () -> new Workers(threads).forBlocks(10_000, 1, (_, _) -> {
            if (begun.incrementAndGet() == 5) {
                caller.interrupt();
            }
            pause();
        }));
        assertTrue(Thread.interrupted());
        assertTrue(begun.get() < 10_000);
    }
}

package dev.smoothie.core.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OrderedWorkTest {
    private static final int ITEMS = 500;

    private final AtomicInteger next = new AtomicInteger();
    private final List<Integer> taken = new ArrayList<>();

    private Integer item() {
        int item = next.getAndIncrement();
        return item < ITEMS ? item : null;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void takesTheResultsInOrder(int threads) {
        OrderedWork.run(new Workers(threads), this::item, item -> {
            if (item % 5 == 0) {
                LockSupport.parkNanos(1000);
            }
            return 2 * item;
        }, taken::add);
        assertEquals(IntStream.range(0, ITEMS).map(item -> 2 * item).boxed().toList(), taken);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void reportsTheFirstFailureAndTakesAllBeforeIt(int threads) {
        var failure = assertThrows(IllegalStateException.class,
                () -> OrderedWork.run(new Workers(threads), this::item, item -> {
                    if (item == 301 || item == 302 || item == 303) {
                        throw new IllegalStateException("item " + item);
                    }
                    return item;
                }, taken::add));
        assertEquals("item 301", failure.getMessage());
        assertEquals(IntStream.range(0, 301).boxed().toList(), taken);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void reportsThatThereAreNoMoreItemsBecauseOfAFailure(int threads) {
        var failure = assertThrows(IllegalStateException.class, () -> OrderedWork.run(new Workers(threads), () -> {
            Integer item = item();
            if (item == 40) {
                throw new IllegalStateException("no more");
            }
            return item;
        }, item -> item, taken::add));
        assertEquals("no more", failure.getMessage());
        assertEquals(IntStream.range(0, 40).boxed().toList(), taken);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void stopsWhenATakerFails(int threads) {
        assertThrows(IllegalStateException.class,
                () -> OrderedWork.run(new Workers(threads), this::item, item -> item, item -> {
                    if (item == 10) {
                        throw new IllegalStateException("full");
                    }
                    taken.add(item);
                }));
        assertEquals(IntStream.range(0, 10).boxed().toList(), taken);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    void stopsWhenTheCallerIsInterruptedWhileItWaits(int threads) throws InterruptedException {
        var begun = new CountDownLatch(2);
        var free = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var caller = new AtomicInteger(-1);
        Thread thread = Thread.ofPlatform().start(() -> {
            long self = Thread.currentThread().threadId();
            try {
                OrderedWork.run(new Workers(threads), this::item, item -> {
                    begun.countDown();
                    if (Thread.currentThread().threadId() != self) {
                        awaitQuietly(free);
                    }
                    return item;
                }, taken::add);
            } catch (CancellationException _) {
                caller.set(Thread.currentThread().isInterrupted() ? 1 : 0);
            }
            ended.countDown();
        });
        begun.await();
        thread.interrupt();
        free.countDown();
        ended.await();
        // Where the caller had nothing to wait for, it may have finished instead; then it took everything.
        assertTrue(caller.get() == 1 || taken.size() == ITEMS, () -> caller + ", " + taken.size());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
